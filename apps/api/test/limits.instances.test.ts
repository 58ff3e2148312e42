// The limits of two instances on one database: one count for both, for both doors, and for each call in a batch.
import { hasServer } from '@delete/db/testing'
import { describe, expect, test } from 'vitest'
import type { Answer } from './answers.ts'
import { PASSWORD, startInstances } from './instances.ts'

describe.runIf(hasServer())('two instances let through, together,', async () => {
  if (!hasServer()) return
  const { query, hold, call, signUp, logIn, countEvents } = await startInstances(2, {
    TRUST_PROXY: '1',
  })

  /** As the proxy in front says it: whatever its caller claims, and then the truth. */
  const from = (address: string, claimed = '198.51.100.1'): Record<string, string> => ({
    'x-forwarded-for': `${claimed}, ${address}`,
  })
  const guess = (
    index: number,
    email: string,
    address: string,
    password = 'wrong',
  ): Promise<Answer> =>
    call(index, 'POST', '/v1/auth/login', {
      body: { email, password },
      headers: from(address, `198.51.100.${index}`),
    })
  const guessAtTrpc = (index: number, email: string, address: string): Promise<Answer> =>
    call(index, 'POST', '/trpc/auth.login', {
      body: { email, password: 'wrong' },
      headers: from(address),
    })
  const count = (answers: { status: number }[], wanted: number): number =>
    answers.filter(({ status }) => status === wanted).length

  function expectRefused({ status, headers, body }: Answer): void {
    expect([status, body]).toMatchObject([429, { code: 'request.rate_limited' }])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }

  test('30 sign-ups from one address, by whichever door and however many to a batch', async () => {
    let made = 0
    const account = (): object => ({
      email: `crowd${++made}@example.com`,
      password: PASSWORD,
      name: 'Ada',
    })
    const single = (index: number, path: string): Promise<Answer> =>
      call(index, 'POST', path, { body: account(), headers: from('192.0.2.1', `10.0.0.${index}`) })
    const batch = (index: number): Promise<Answer> =>
      call(
        index,
        'POST',
        `/trpc/${Array.from({ length: 10 }, () => 'auth.signup').join()}?batch=1`,
        {
          body: Object.fromEntries(Array.from({ length: 10 }, (_, call) => [call, account()])),
          headers: from('192.0.2.1'),
        },
      )
    const batches = await Promise.all([batch(0), batch(1)])
    const singles = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        single(index, index % 4 < 2 ? '/v1/auth/signup' : '/trpc/auth.signup'),
      ),
    )
    expect(batches.map(({ status }) => status)).toEqual([200, 200])
    const accounts = await query(`SELECT FROM users WHERE email LIKE 'crowd%'`)
    expect(accounts).toHaveLength(30)
    expect([made, count(singles, 429)]).toEqual([60, 30])
    expectRefused(await single(0, '/v1/auth/signup'))
    expect((await batch(1)).status).toBe(429)
    await signUp(from('192.0.2.2'))
  })

  test('20 wrong passwords from one address, for whomever', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 4 < 2 ? guess : guessAtTrpc)(index, `nobody${index}@example.com`, '192.0.2.3'),
      ),
    )
    expect(count(answers, 401)).toBe(20)
    expect(await query(`SELECT FROM auth_events WHERE address = '192.0.2.3'`)).toHaveLength(20)
    for (const index of [0, 1]) expectRefused(await guess(index, 'nobody@example.com', '192.0.2.3'))
  })

  test('20 wrong passwords for one account, from wherever', async () => {
    const { email, userId } = await signUp(from('192.0.2.4'))
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => guess(index, email, `203.0.113.${index}`)),
    )
    expect([count(answers, 401), count(answers, 429)]).toEqual([20, 30])
    expect(await countEvents(userId, 'login_failed')).toBe(20)
  })

  /** Wrong passwords until one is refused; each waits for the one before, so that none has to wait for a turn. */
  async function exhaust(ask: (index: number) => Promise<Answer>): Promise<void> {
    for (let index = 0; index < 5; index += 1) expect((await ask(index)).status).toBe(401)
    expectRefused(await ask(5))
  }
  const endTurns = (): Promise<object[]> =>
    query(`UPDATE rate_limits SET expire = expire - 60000 WHERE key LIKE 'turn:%'`)

  test('5 wrong passwords for one account from one address, and after a wait one more', async () => {
    const { email, userId } = await signUp(from('192.0.2.5'))
    const ask = (index: number): Promise<Answer> => guess(index, email, '192.0.2.5')
    await exhaust(ask)
    expect((await guess(1, email, '192.0.2.6', PASSWORD)).status).toBe(200)
    for (const failures of [6, 7]) {
      await endTurns()
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(index)))
      expect([count(answers, 401), count(answers, 429)]).toEqual([1, 19])
      expect(await countEvents(userId, 'login_failed')).toBe(failures)
    }
    await endTurns()
    expect((await guess(0, email, '192.0.2.5', PASSWORD)).status).toBe(200)
  })

  test('5 wrong passwords given once more, by whichever session', async () => {
    const member = await signUp(from('192.0.2.7'))
    const tokens = [member, await logIn(member)]
    await exhaust((index) =>
      call(index, 'POST', '/v1/auth/reauthenticate', {
        body: { password: 'wrong' },
        token: tokens[index % 3 === 0 ? 0 : 1]?.accessToken ?? '',
        headers: from('192.0.2.7'),
      }),
    )
    expect(await countEvents(member.userId, 'reauthentication_failed')).toBe(5)
  })

  test('300 refreshes of one session', async () => {
    const { refreshToken } = await signUp(from('192.0.2.8'))
    const answers = await Promise.all(
      Array.from({ length: 310 }, (_, index) =>
        index % 4 < 2
          ? call(index, 'POST', '/v1/auth/refresh', { body: { refreshToken } })
          : call(index, 'POST', '/trpc/auth.refresh', { body: { refreshToken } }),
      ),
    )
    expect([count(answers, 200), count(answers, 429)]).toEqual([300, 10])
  })

  test('as many from a network of IPv6 as from one address of IPv4', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        guess(index, `nobody${index}@example.com`, `2001:db8:0:1::${index.toString(16)}`),
      ),
    )
    expect(count(answers, 401)).toBe(20)
    expectRefused(await guess(0, 'nobody@example.com', '2001:db8:0:1:ffff::1'))
    expect((await guess(0, 'nobody@example.com', '2001:db8:0:2::1')).status).toBe(401)
  })

  test('no more in a window because of calls that began in the one before', async () => {
    const { email } = await signUp(from('192.0.2.9'))
    const lock = await hold('LOCK TABLE users IN ACCESS EXCLUSIVE MODE')
    const before = [0, 1, 2].map((index) => guess(index, email, '192.0.2.9', PASSWORD))
    await expect.poll(lock.waiting, { timeout: 30_000 }).toBe(3)
    await query(`UPDATE rate_limits SET expire = 1 WHERE key LIKE 'login.%'`)
    const after = guess(0, email, '192.0.2.9')
    await expect.poll(lock.waiting, { timeout: 30_000 }).toBe(4)
    // As if the one before had taken its time.
    await query(`UPDATE rate_limits SET expire = expire + 60000 WHERE expire > 1`)
    await lock.release()
    expect(count(await Promise.all(before), 200)).toBe(3)
    expect((await after).status).toBe(401)
    const counts = await query(
      `SELECT points FROM rate_limits WHERE key LIKE 'login.%' AND expire > 1`,
    )
    expect(counts).toEqual([{ points: 1 }, { points: 1 }, { points: 1 }])
  })
})
