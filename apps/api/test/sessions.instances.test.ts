// Sessions that two instances share: what one has done to a token, the other knows at once.
import { hasServer } from '@delete/db/testing'
import type { AuthEventKind } from '@delete/schemas/sessions'
import { describe, expect, test } from 'vitest'
import type { TokenPair } from './harness.ts'
import { startInstances } from './instances.ts'

describe.runIf(hasServer())('two instances on one database', async () => {
  if (!hasServer()) return
  const { query, hold, call, signUp, logIn, restart, sessionsOf, countEvents, ...ask } =
    await startInstances(2, { RATE_LIMIT_FACTOR: '1000000' })

  const refresh = async (index: number, refreshToken: string): Promise<[number, TokenPair]> => {
    const { status, body } = await ask.refresh(index, refreshToken)
    return [status, body as TokenPair]
  }
  const statusOfMe = (index: number, { accessToken }: TokenPair): Promise<number> =>
    ask.statusOfMe(index, accessToken)

  /** Whether the tokens of a pair are good, at each instance: all of them or none. */
  async function isAlive({ accessToken, refreshToken }: TokenPair): Promise<boolean> {
    const statuses = [
      await ask.statusOfMe(0, accessToken),
      await ask.statusOfMe(1, accessToken),
      (await refresh(0, refreshToken))[0],
      (await refresh(1, refreshToken))[0],
    ]
    const [first] = statuses
    expect(statuses).toEqual([first, first, first, first])
    expect(first === 200 || first === 401).toBe(true)
    return first === 200
  }

  const letPass = (seconds: number): Promise<object[]> =>
    query(`UPDATE sessions SET last_used_at = last_used_at - make_interval(secs => $1)`, [seconds])
  test('answer 20 refreshes at once with one token by one successor', async () => {
    const { userId, refreshToken } = await signUp()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => refresh(index, refreshToken)),
    )
    expect(answers.map(([status]) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(new Set(answers.map(([, pair]) => pair.refreshToken)).size).toBe(1)
    expect(await sessionsOf(userId)).toMatchObject([{ seq: 1 }])
    for (const [, pair] of answers) expect(await statusOfMe(0, pair)).toBe(200)
    const [[, successor] = []] = answers
    expect((await refresh(1, successor?.refreshToken ?? ''))[0]).toBe(200)
    expect(await countEvents(userId, 'refresh_replayed')).toBe(0)
  })

  test('answer a lost answer again wherever it is asked for, for ten seconds', async () => {
    const { userId, refreshToken } = await signUp()
    const [, { refreshToken: successor }] = await refresh(0, refreshToken)
    expect(await refresh(1, refreshToken)).toMatchObject([200, { refreshToken: successor }])
    await letPass(5)
    expect((await refresh(1, refreshToken))[0]).toBe(200)
    expect(await sessionsOf(userId)).toMatchObject([{ seq: 1 }])
  })

  test('end the session, and no other, whose token comes to either after that', async () => {
    const member = await signUp()
    const other = await logIn(member)
    const [, successor] = await refresh(0, member.refreshToken)
    await letPass(11)
    expect(await refresh(1, member.refreshToken)).toMatchObject([
      401,
      { code: 'auth.invalid_refresh' },
    ])
    expect(await isAlive(successor)).toBe(false)
    expect(await statusOfMe(0, member)).toBe(401)
    expect(await isAlive(other)).toBe(true)
    expect(await countEvents(member.userId, 'refresh_replayed')).toBe(1)
  })

  test('tell two devices with one token apart once one of them has gone on, and log both out', async () => {
    const { userId, refreshToken } = await signUp()
    const [[, one], [, another]] = await Promise.all([
      refresh(0, refreshToken),
      refresh(1, refreshToken),
    ])
    expect(another.refreshToken).toBe(one.refreshToken)
    const [, next] = await refresh(0, one.refreshToken)
    const [, last] = await refresh(0, next.refreshToken)
    expect((await refresh(1, another.refreshToken))[0]).toBe(401)
    expect(await isAlive(last)).toBe(false)
    expect(await sessionsOf(userId)).toEqual([])
    expect(await countEvents(userId, 'refresh_replayed')).toBe(1)
  })

  test.each<[string, string, (id: string) => string, AuthEventKind]>([
    ['logged out', 'POST', () => '/v1/auth/logout', 'logged_out'],
    ['revoked', 'DELETE', (id) => `/v1/auth/sessions/${id}`, 'session_revoked'],
    [
      'one of the others',
      'POST',
      () => '/v1/auth/sessions/revoke-others',
      'other_sessions_revoked',
    ],
  ])(
    'refuse the tokens of a session that is %s at the other at once',
    async (_what, method, pathFor, kind) => {
      const member = await signUp()
      for (const index of [0, 1]) {
        const ended = await logIn(member, index)
        expect(await statusOfMe(index, ended)).toBe(200)
        const { id = '' } = (await sessionsOf(member.userId)).at(-1) ?? {}
        const token = (kind === 'logged_out' ? ended : member).accessToken
        expect((await call(index, method, pathFor(id), { token })).status).toBe(204)
        expect(await statusOfMe(index + 1, ended)).toBe(401)
        expect(await isAlive(ended)).toBe(false)
      }
      expect(await statusOfMe(0, member)).toBe(200)
      expect(await countEvents(member.userId, kind)).toBe(2)
    },
  )

  test('that start clear dead sessions, and none that is alive or just being refreshed', async () => {
    const member = await signUp()
    await query(
      `INSERT INTO sessions (user_id, address, created_at, last_used_at, authenticated_at)
       SELECT $1, '192.0.2.1', time, time, time
       FROM (SELECT now() - interval '8 days' AS time) AS dead, generate_series(1, 500)`,
      [member.userId],
    )
    const another = await logIn(member)
    const refreshed = await hold(
      `UPDATE sessions SET last_used_at = now() WHERE id = (
         SELECT id FROM sessions WHERE last_used_at < now() - interval '7 days' LIMIT 1)`,
    )
    await Promise.all([restart(0, {}), restart(1, {})])
    await expect.poll(refreshed.waiting, { timeout: 30_000 }).toBe(1)
    await refreshed.release()
    await expect.poll(() => sessionsOf(member.userId), { timeout: 30_000 }).toHaveLength(3)
    expect([await isAlive(member), await isAlive(another)]).toEqual([true, true])
  })
})
