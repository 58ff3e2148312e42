// What comes at once to two instances about one session: each thing happens once, is written down once, and nothing breaks.
import { hasServer } from '@delete/db/testing'
import type { AuthEventKind } from '@delete/schemas/sessions'
import { describe, expect, test } from 'vitest'
import type { Answer } from './answers.ts'
import type { TokenPair } from './harness.ts'
import { type Member, PASSWORD, startInstances } from './instances.ts'

interface Race {
  member: Member
  /** A session beside the member's first. */
  other: TokenPair & { id: string }
  /** Not the one before the live one, but the one before that. */
  oldToken: string
}

describe.runIf(hasServer())('two instances that are asked at once', async () => {
  if (!hasServer()) return
  const { hold, call, query, signUp, logIn, refresh, statusOfMe, sessionsOf, countEvents } =
    await startInstances(2, {
      RATE_LIMIT_FACTOR: '1000000',
      DATABASE_CONNECTION_TIMEOUT_MS: '30000',
      DATABASE_STATEMENT_TIMEOUT_MS: '30000',
    })

  const post = (index: number, path: string, body?: object, token?: string): Promise<Answer> =>
    call(index, 'POST', path, { ...(body && { body }), ...(token !== undefined && { token }) })
  const revoke = (index: number, id: string, token: string): Promise<Answer> =>
    call(index, 'DELETE', `/v1/auth/sessions/${id}`, { token })
  const revokeOthers = (index: number, token: string): Promise<Answer> =>
    post(index, '/v1/auth/sessions/revoke-others', undefined, token)
  const credentialsOf = ({ email, password }: Member): object => ({ email, password })

  const logInAgain = async (member: Member): Promise<Race['other']> => {
    const tokens = await logIn(member)
    const { id = '' } = (await sessionsOf(member.userId)).at(-1) ?? {}
    return { ...tokens, id }
  }

  async function prepare(): Promise<Race> {
    const member = await signUp()
    const other = await logInAgain(member)
    const next = (await refresh(0, other.refreshToken)).body as TokenPair
    const last = (await refresh(1, next.refreshToken)).body as TokenPair
    return { member, other: { ...last, id: other.id }, oldToken: other.refreshToken }
  }

  /** Counts answers by status. None is a fault, and who is to try again is told when. */
  function countStatuses(answers: Answer[]): Map<number, number> {
    const statuses = new Map<number, number>()
    for (const { status, headers } of answers) {
      if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      else statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([])
    return statuses
  }

  const races: {
    calls: string
    ask: (index: number, race: Race) => Promise<Answer>
    /** What may be answered. */
    statuses: number[]
    kind: AuthEventKind
    /** Events of that kind, where so many calls succeeded. */
    events: (succeeded: number) => number
    /** The sessions that are left, by the refresh token that each awaits. */
    seqs: (succeeded: number) => number[]
  }[] = [
    {
      calls: 'refreshes with one token',
      ask: (index, { other }) => refresh(index, other.refreshToken),
      statuses: [200],
      kind: 'refresh_replayed',
      events: () => 0,
      seqs: () => [0, 3],
    },
    {
      calls: 'log-ins',
      ask: (index, { member }) => post(index, '/v1/auth/login', credentialsOf(member)),
      statuses: [200],
      kind: 'logged_in',
      events: (succeeded) => 1 + succeeded,
      seqs: (succeeded) => [...Array.from({ length: 1 + succeeded }, () => 0), 2],
    },
    {
      calls: 'log-outs of one session',
      ask: (index, { other }) => post(index, '/v1/auth/logout', undefined, other.accessToken),
      statuses: [204, 401],
      kind: 'logged_out',
      events: () => 1,
      seqs: () => [0],
    },
    {
      calls: 'revocations of one session',
      ask: (index, { member, other }) => revoke(index, other.id, member.accessToken),
      statuses: [204, 404],
      kind: 'session_revoked',
      events: () => 1,
      seqs: () => [0],
    },
    {
      calls: 'revocations of all others',
      ask: (index, { member }) => revokeOthers(index, member.accessToken),
      statuses: [204],
      kind: 'other_sessions_revoked',
      events: () => 1,
      seqs: () => [0],
    },
    {
      calls: 'passwords given once more',
      ask: (index, { member }) =>
        post(index, '/v1/auth/reauthenticate', { password: PASSWORD }, member.accessToken),
      statuses: [204],
      kind: 'reauthenticated',
      events: (succeeded) => succeeded,
      seqs: () => [0, 2],
    },
    {
      calls: 'copies of an old token',
      ask: (index, { oldToken }) => refresh(index, oldToken),
      statuses: [401],
      kind: 'refresh_replayed',
      events: () => 1,
      seqs: () => [0],
    },
  ]
  test.each(races)(
    'do once what 100 $calls ask for',
    async ({ ask, statuses, kind, events, seqs }) => {
      const race = await prepare()
      const { userId } = race.member
      // So that several get as far as that before the first of them goes on.
      const held = await hold(
        'SELECT FROM users JOIN sessions ON user_id = users.id WHERE users.id = $1 FOR UPDATE',
        [userId],
      )
      const calls = Array.from({ length: 100 }, (_, index) => ask(index, race))
      await expect.poll(held.waiting, { timeout: 30_000 }).toBeGreaterThanOrEqual(4)
      await held.release()
      const answers = await Promise.all(calls)
      const counts = countStatuses(answers)
      expect(statuses).toEqual(expect.arrayContaining([...counts.keys()]))
      expect(counts.size).toBeGreaterThan(0)
      const succeeded = (counts.get(200) ?? 0) + (counts.get(204) ?? 0)
      expect(await countEvents(userId, kind)).toBe(events(succeeded))
      const left = await sessionsOf(userId)
      expect(left.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(seqs(succeeded))
    },
  )

  test.each<[string, AuthEventKind, (member: Member, other: Race['other']) => Promise<Answer>]>([
    [
      'logs out',
      'logged_out',
      (_member, { accessToken }) => post(1, '/v1/auth/logout', undefined, accessToken),
    ],
    ['is revoked', 'session_revoked', (member, { id }) => revoke(1, id, member.accessToken)],
  ])('leave nothing alive of a session that %s while it is refreshed', async (_what, kind, end) => {
    const member = await signUp()
    const others: Race['other'][] = []
    for (let made = 0; made < 20; made += 1) others.push(await logInAgain(member))
    await Promise.all(
      others.map(async (other) => {
        const [refreshed, ended] = await Promise.all([
          refresh(0, other.refreshToken),
          end(member, other),
        ])
        expect([...countStatuses([ended]).keys()]).toEqual([204])
        const { accessToken, refreshToken } = (
          refreshed.status === 200 ? refreshed.body : other
        ) as TokenPair
        expect([200, 401]).toContain(refreshed.status)
        expect(await statusOfMe(1, accessToken)).toBe(401)
        expect((await refresh(1, refreshToken)).status).toBe(401)
      }),
    )
    expect(await countEvents(member.userId, kind)).toBe(20)
    expect(await countEvents(member.userId, 'refresh_replayed')).toBe(0)
    expect(await sessionsOf(member.userId)).toHaveLength(1)
  })

  test('end, of those who log in while all others are revoked, some whole and none by half', async () => {
    const member = await signUp()
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        index % 3 === 0
          ? revokeOthers(index, member.accessToken)
          : post(index, '/v1/auth/login', credentialsOf(member)),
      ),
    )
    const { [200]: loggedIn = [], [204]: revoked = [] } = Object.groupBy(
      answers,
      ({ status }) => status,
    )
    countStatuses(answers)
    expect(loggedIn.length * revoked.length).toBeGreaterThan(0)
    const statuses = await Promise.all(
      loggedIn.map(async ({ body }) => {
        const { accessToken, refreshToken } = body as TokenPair
        const status = await statusOfMe(0, accessToken)
        expect(await statusOfMe(1, accessToken)).toBe(status)
        expect((await refresh(1, refreshToken)).status).toBe(status)
        return status
      }),
    )
    const alive = statuses.filter((status) => status === 200)
    expect(await sessionsOf(member.userId)).toHaveLength(1 + alive.length)
    expect(await statusOfMe(0, member.accessToken)).toBe(200)
    expect(await countEvents(member.userId, 'logged_in')).toBe(loggedIn.length)
    const ends = await countEvents(member.userId, 'other_sessions_revoked')
    expect(ends).toBeLessThanOrEqual(revoked.length)
    expect(ends).toBeLessThanOrEqual(loggedIn.length - alive.length)
  })

  test('leave one of the sessions that revoke one another', async () => {
    const member = await signUp()
    const others: Race['other'][] = []
    for (let made = 0; made < 12; made += 1) others.push(await logInAgain(member))
    const answers = await Promise.all(
      others.map(({ accessToken }, index) => revokeOthers(index, accessToken)),
    )
    const statuses = countStatuses(answers)
    expect([...statuses.keys()].filter((status) => ![204, 401].includes(status))).toEqual([])
    expect(await sessionsOf(member.userId)).toHaveLength(1)
  })

  test('make one of the changes that come with the same If-Match, however late they are seen', async () => {
    const { accessToken: token, userId } = await signUp()
    const { headers } = await call(0, 'GET', '/v1/users/me', { token })
    const seen = { 'if-match': headers.get('etag') ?? '' }
    const held = await hold('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId])
    const asked = ['A', 'B', 'C', 'D'].map((name, index) =>
      call(index, 'PATCH', '/v1/users/me', { body: { name }, token, headers: seen }),
    )
    await expect.poll(held.waiting, { timeout: 30_000 }).toBe(4)
    await held.release()
    const answers = await Promise.all(asked)
    expect(countStatuses(answers)).toEqual(
      new Map([
        [200, 1],
        [412, 3],
      ]),
    )
    const { body } = await call(1, 'GET', '/v1/users/me', { token })
    expect(body).toEqual(answers.find(({ status }) => status === 200)?.body)
  })

  test('do nothing for a session that has ended while they waited', async () => {
    const { accessToken: token, userId } = await signUp()
    const held = await hold(
      'WITH gone AS (DELETE FROM sessions WHERE user_id = $1) SELECT FROM users WHERE id = $1 FOR UPDATE',
      [userId],
    )
    const asked = [
      call(0, 'DELETE', '/v1/users/me', { token }),
      call(1, 'POST', '/v1/auth/email/change', { body: { newEmail: 'thief@example.com' }, token }),
      call(2, 'POST', '/v1/users/me/export', { token }),
    ]
    await expect.poll(held.waiting, { timeout: 30_000 }).toBe(3)
    await held.release()
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
    expect(
      await query('SELECT FROM users WHERE id = $1 AND erased_at IS NULL', [userId]),
    ).toHaveLength(1)
  })

  test.each([
    ['a new password', `hashed_password = 'another'`, 'auth.invalid_credentials'],
    ['a deletion', `erased_at = now() + interval '28 days'`, 'auth.account_leaving'],
    ['a deactivation', 'is_active = false', 'auth.invalid_credentials'],
  ])(
    'let no log-in through that %s has overtaken, though its password was right',
    async (_what, change, code) => {
      const { email, password, userId } = await signUp()
      const held = await hold(`UPDATE users SET ${change} WHERE id = $1`, [userId])
      const asked = call(0, 'POST', '/v1/auth/login', { body: { email, password } })
      await expect.poll(held.waiting, { timeout: 30_000 }).toBe(1)
      await held.release()
      expect((await asked).body).toMatchObject({ code })
      expect(await sessionsOf(userId)).toHaveLength(1)
    },
  )
})
