// Limits: what is counted, by what, and who waits how long.
import { type Answer, startApi } from '@delete/api/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

const api = await startApi({ rateLimitFactor: 1, trustProxy: 1 })

// What counts goes by the system's clock, what decides about tokens by the one that is handed in.
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: api.deps.clock.now() }))
afterAll(() => void vi.useRealTimers())

function advance(seconds: number): void {
  api.advance(seconds)
  vi.setSystemTime(api.deps.clock.now())
}

let addresses = 0
/** An address that nobody has called from. */
function newAddress(): string {
  addresses += 1
  return `198.18.${addresses >> 8}.${addresses & 255}`
}

const post = (path: string, body: unknown, address: string): Promise<Answer> =>
  api.rest('POST', `/v1/auth/${path}`, body, { 'x-forwarded-for': address })

async function newAccount(): Promise<{ email: string; password: string }> {
  const email = `owner${newAddress()}@example.com`
  const password = 'correct horse battery staple'
  const answer = await post('signup', { email, password, name: 'Ada' }, newAddress())
  expect(answer.status).toBe(201)
  return { email, password }
}

const guess = (email: string, address: string): Promise<Answer> =>
  post('login', { email, password: 'wrong password' }, address)

const retryAfter = ({ headers }: Answer): number => Number(headers.get('retry-after'))

async function guessUntilRefused(email: string, addressOf: () => string): Promise<number> {
  for (let guesses = 0; ; guesses += 1) {
    const answer = await guess(email, addressOf())
    if (answer.status === 429) return guesses
    expect(answer.status).toBe(401)
  }
}

describe('wrong passwords', () => {
  test('for one account from one address: five, whether there is such an account or not', async () => {
    for (const email of [(await newAccount()).email, 'nobody@example.com']) {
      const address = newAddress()
      expect(await guessUntilRefused(email, () => address)).toBe(5)
    }
  })

  test('beyond that wait twice as long for each further one, a minute at most; asking in between costs nothing', async () => {
    const { email } = await newAccount()
    const address = newAddress()
    await guessUntilRefused(email, () => address)
    const waits: number[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      const refused = await guess(email, address)
      expect(refused.status).toBe(429)
      waits.push(retryAfter(refused))
      advance(retryAfter(refused))
      expect((await guess(email, address)).status).toBe(401)
      expect((await guess(email, address)).status).toBe(429)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 45, 45])
  })

  test('from one address: twenty within a minute, whatever the accounts', async () => {
    const address = newAddress()
    let account = 0
    const guesses = await guessUntilRefused('x@example.com', () => address).then(() => 5)
    for (let more = guesses; more < 20; more += 1) {
      account += 1
      expect((await guess(`x${account}@example.com`, address)).status).toBe(401)
    }
    const refused = await guess('y@example.com', address)
    expect(refused.status).toBe(429)
    expect(retryAfter(refused)).toBe(1)
    advance(60)
    for (let more = 0; more < 5; more += 1) {
      expect((await guess('y@example.com', address)).status).toBe(401)
    }
  })

  test('for one account: twenty, from however many addresses', async () => {
    for (const email of [(await newAccount()).email, 'unknown@example.com']) {
      expect(await guessUntilRefused(email, newAddress)).toBe(20)
    }
  })

  test('that were right, or never looked at, count for nothing', async () => {
    const { email, password } = await newAccount()
    const address = newAddress()
    for (let round = 0; round < 8; round += 1) {
      expect((await post('login', { email, password }, address)).status).toBe(200)
    }
    expect((await post('login', { email }, address)).status).toBe(400)
    expect(await guessUntilRefused(email, () => address)).toBe(5)
  })

  test('of a hundred at once, five are looked at', async () => {
    const { email } = await newAccount()
    const address = newAddress()
    const answers = await Promise.all(Array.from({ length: 100 }, () => guess(email, address)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(95)
  })

  test('given once more by whoever is logged in: five for an account', async () => {
    const { email, password } = await newAccount()
    const { accessToken } = (await post('login', { email, password }, newAddress())).body as {
      accessToken: string
    }
    const reauthenticate = (password: string): Promise<Answer> =>
      api.rest(
        'POST',
        '/v1/auth/reauthenticate',
        { password },
        {
          authorization: `Bearer ${accessToken}`,
        },
      )
    for (let round = 0; round < 5; round += 1) {
      expect((await reauthenticate('wrong password')).status).toBe(401)
    }
    expect((await reauthenticate(password)).status).toBe(429)
    advance(1)
    expect((await reauthenticate(password)).status).toBe(204)
  })
})

describe('the owner, while others guess at the account from everywhere', () => {
  test('waits a minute at most, and then is in, though they go on', async () => {
    const { email, password } = await newAccount()
    const guessAll = (count: number): Promise<Answer[]> =>
      Promise.all(Array.from({ length: count }, () => guess(email, newAddress())))
    for (let second = 0; second < 30; second += 1) {
      await guessAll(5)
      advance(1)
    }
    const home = newAddress()
    const first = await post('login', { email, password }, home)
    expect(first.status).toBe(429)
    const wait = retryAfter(first)
    expect(wait).toBeLessThanOrEqual(60)
    for (let second = 0; second < wait; second += 1) {
      await guessAll(2)
      // Impatience takes nothing from them.
      expect((await post('login', { email, password }, home)).status).toBe(429)
      advance(1)
    }
    await guessAll(5)
    expect((await post('login', { email, password }, home)).status).toBe(200)
  })

  test('waits no longer for having mistyped before: all waits run at once', async () => {
    const { email, password } = await newAccount()
    const home = newAddress()
    await guessUntilRefused(email, () => home)
    const crowd = Array.from({ length: 40 }, newAddress)
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(crowd.map((address) => guess(email, address)))
      advance(20)
    }
    let waited = 0
    for (;;) {
      const answer = await post('login', { email, password }, home)
      if (answer.status === 200) break
      expect(answer.status).toBe(429)
      waited += retryAfter(answer)
      advance(retryAfter(answer))
    }
    expect(waited).toBeLessThanOrEqual(60)
  })

  test('is not logged out by it', async () => {
    const { email, password } = await newAccount()
    const { refreshToken } = (await post('login', { email, password }, newAddress())).body as {
      refreshToken: string
    }
    await guessUntilRefused(email, newAddress)
    expect((await post('refresh', { refreshToken }, newAddress())).status).toBe(200)
  })
})

test('whoever guesses from one address with many turns gets one try at a time', async () => {
  const { email } = await newAccount()
  await guessUntilRefused(email, newAddress)
  const address = newAddress()
  const wait = retryAfter(await guess(email, address))
  advance(wait)
  const answers = await Promise.all(Array.from({ length: 10 }, () => guess(email, address)))
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(1)
})

test('sign-ups from one address: thirty an hour, those that fail included', async () => {
  const address = newAddress()
  const signUp = (email: string): Promise<Answer> =>
    post('signup', { email, password: 'correct horse battery staple', name: 'Ada' }, address)
  for (let round = 0; round < 30; round += 1) {
    expect([201, 409]).toContain((await signUp(`s${round % 20}@example.com`)).status)
  }
  const refused = await signUp('late@example.com')
  expect(refused.status).toBe(429)
  expect(retryAfter(refused)).toBe(3600)
  expect(await api.db.user.count({ where: { email: 'late@example.com' } })).toBe(0)
})

test('right passwords, all at once from one address, are told to wait for a second at most, and are in then', async () => {
  const accounts: Awaited<ReturnType<typeof newAccount>>[] = []
  while (accounts.length < 30) accounts.push(await newAccount())
  const office = newAddress()
  let waiting = accounts
  for (let round = 0; waiting.length > 0; round += 1) {
    expect(round).toBeLessThan(4)
    const answers = await Promise.all(waiting.map((account) => post('login', account, office)))
    for (const answer of answers) {
      if (answer.status !== 200) expect([answer.status, retryAfter(answer)]).toEqual([429, 1])
    }
    waiting = waiting.filter((_, index) => answers[index]?.status === 429)
    advance(1)
  }
})

test('each call of a batch counts, and both doors count together', async () => {
  const { email } = await newAccount()
  const address = newAddress()
  await guess(email, address)
  await guess(email, address)
  const calls = Array.from({ length: 20 }, (_, index) => [
    index,
    { email, password: 'wrong password' },
  ])
  const response = await fetch(
    `${api.url}/trpc/${calls.map(() => 'auth.login').join(',')}?batch=1`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify(Object.fromEntries(calls)),
    },
  )
  const results = (await response.json()) as { error: { data: { code: string } } }[]
  const codes = results.map(({ error }) => error.data.code)
  expect(codes.filter((code) => code === 'auth.invalid_credentials')).toHaveLength(3)
  expect(codes.filter((code) => code === 'request.rate_limited')).toHaveLength(17)
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(response.headers.get('ratelimit')).toContain('"login.both";r=0')
  expect((await guess(email, address)).status).toBe(429)
})

test('every answer says what is left, as the IETF’s draft has it', async () => {
  const address = newAddress()
  const answers: Answer[] = []
  for (let round = 0; round < 6; round += 1) {
    answers.push(await guess('headers@example.com', address))
    advance(1)
  }
  for (const { headers } of answers) {
    expect(headers.get('ratelimit-policy')).toContain(
      '"login.address";q=20;w=60, "login.account";q=20;w=900, "login.both";q=5;w=900',
    )
  }
  expect(answers.map(({ headers }) => headers.get('ratelimit')?.split(', ')[2])).toEqual([
    '"login.both";r=4;t=900',
    '"login.both";r=3;t=899',
    '"login.both";r=2;t=898',
    '"login.both";r=1;t=897',
    '"login.both";r=0;t=896',
    '"login.both";r=0;t=1',
  ])
  const refused = answers.at(-1)
  expect(refused?.status).toBe(429)
  expect(refused?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(refused?.body).toMatchObject({ code: 'request.rate_limited', status: 429 })
})
