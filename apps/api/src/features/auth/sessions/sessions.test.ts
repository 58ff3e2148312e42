// Sessions as their owner sees and ends them, through both doors.
import { type Answer, startApi } from '@delete/api/testing'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const FIREFOX =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0'

const bearer = (accessToken: string): Record<string, string> => ({
  authorization: `Bearer ${accessToken}`,
})
const sidOf = (accessToken: string): string => String(decodeJwt(accessToken)['sid'])

async function logIn(
  { email, password }: { email: string; password: string },
  userAgent = FIREFOX,
): Promise<string> {
  const answer = await api.rest(
    'POST',
    '/v1/auth/login',
    { email, password },
    { 'user-agent': userAgent },
  )
  return (answer.body as { accessToken: string }).accessToken
}

const statusOf = async (accessToken: string): Promise<number> =>
  (await api.rest('GET', '/v1/users/me', undefined, bearer(accessToken))).status

const revoke = (accessToken: string, id: string): Promise<Answer> =>
  api.rest('DELETE', `/v1/auth/sessions/${id}`, undefined, bearer(accessToken))

describe('the list', () => {
  test('shows device, address and times of each, the newest first, and which one asks', async () => {
    const member = await api.signUp()
    api.advance(60)
    const accessToken = await logIn(member)
    const { status, body } = await api.rest(
      'GET',
      '/v1/auth/sessions',
      undefined,
      bearer(accessToken),
    )
    expect(status).toBe(200)
    const now = api.deps.clock.now()
    const before = new Date(now.getTime() - 60_000).toISOString()
    expect(body).toEqual({
      items: [
        {
          id: sidOf(accessToken),
          device: 'Firefox on macOS',
          address: '127.0.0.1',
          createdAt: now.toISOString(),
          lastUsedAt: now.toISOString(),
          isCurrent: true,
        },
        {
          id: sidOf(member.tokens.accessToken),
          device: 'node',
          address: '127.0.0.1',
          createdAt: before,
          lastUsedAt: before,
          isCurrent: false,
        },
      ],
      nextCursor: null,
    })
  })

  test('comes page by page, and each session once, also those of one instant', async () => {
    const member = await api.signUp()
    await Promise.all(Array.from({ length: 6 }, () => logIn(member)))
    const { accessToken } = member.tokens
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({ limit: '3', ...(cursor !== undefined && { cursor }) })
      const path = `/v1/auth/sessions?${query.toString()}`
      const { body } = await api.rest('GET', path, undefined, bearer(accessToken))
      const page = body as { items: { id: string }[]; nextCursor: string | null }
      seen.push(...page.items.map(({ id }) => id))
      expect(page.items.length).toBe(page.nextCursor === null ? 1 : 3)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    const { nextCursor } = await api.trpc(accessToken).auth.listSessions.query({ limit: 7 })
    expect(nextCursor).toBeNull()
    expect(new Set(seen).size).toBe(7)
    expect(seen).toHaveLength(7)
  })

  test('says when a session was last refreshed; an ordinary call writes nothing', async () => {
    const { tokens, userId } = await api.signUp()
    const readRow = () => api.db.$queryRaw`
      SELECT sessions.*, xmin::text FROM sessions WHERE user_id = ${userId}::uuid`
    const before = await readRow()
    api.advance(60)
    expect(await statusOf(tokens.accessToken)).toBe(200)
    await api.trpc(tokens.accessToken).auth.listEvents.query()
    expect(await readRow()).toEqual(before)
    const { refreshToken } = tokens
    await api.rest('POST', '/v1/auth/refresh', { refreshToken }, { 'user-agent': FIREFOX })
    const { items } = await api.trpc(tokens.accessToken).auth.listSessions.query()
    expect(items).toMatchObject([
      { lastUsedAt: api.deps.clock.now().toISOString(), device: 'Firefox on macOS' },
    ])
  })

  test('leaves out what has ended by itself', async () => {
    const member = await api.signUp()
    api.advance(7 * 24 * 60 * 60)
    const accessToken = await logIn(member)
    const { items } = await api.trpc(accessToken).auth.listSessions.query()
    expect(items.map(({ id }) => id)).toEqual([sidOf(accessToken)])
    expect((await revoke(accessToken, sidOf(member.tokens.accessToken))).status).toBe(404)
  })
})

describe('revoking', () => {
  test('one session ends it at once, and no other', async () => {
    const member = await api.signUp()
    const other = await logIn(member)
    const { status, body } = await revoke(other, sidOf(member.tokens.accessToken))
    expect([status, body]).toEqual([204, undefined])
    expect([await statusOf(member.tokens.accessToken), await statusOf(other)]).toEqual([401, 200])
    const { refreshToken } = member.tokens
    expect((await api.rest('POST', '/v1/auth/refresh', { refreshToken })).status).toBe(401)
  })

  test('another’s session, one that never was and one that has ended are all unknown', async () => {
    const [member, stranger] = [await api.signUp(), await api.signUp()]
    const gone = await logIn(member)
    await revoke(gone, sidOf(gone))
    for (const id of [
      sidOf(stranger.tokens.accessToken),
      '00000000-0000-4000-8000-000000000000',
      sidOf(gone),
    ]) {
      const { status, body } = await revoke(member.tokens.accessToken, id)
      expect(status).toBe(404)
      expect(body).toMatchObject({ code: 'auth.session_not_found' })
    }
    expect(await statusOf(stranger.tokens.accessToken)).toBe(200)
  })

  test('the others leaves the one that asks, and everybody else’s', async () => {
    const [member, stranger] = [await api.signUp(), await api.signUp()]
    const others = [await logIn(member), await logIn(member)]
    const { accessToken } = member.tokens
    const path = '/v1/auth/sessions/revoke-others'
    for (const body of [undefined, {}]) {
      expect((await api.rest('POST', path, body, bearer(accessToken))).status).toBe(204)
    }
    const tokens = [...others, accessToken, stranger.tokens.accessToken]
    expect(await Promise.all(tokens.map(statusOf))).toEqual([401, 401, 200, 200])
  })

  test('of many at once for one session, one ends it', async () => {
    const member = await api.signUp()
    const { accessToken } = member.tokens
    const id = sidOf(await logIn(member))
    const answers = await Promise.all(Array.from({ length: 10 }, () => revoke(accessToken, id)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 204)).toHaveLength(1)
    expect(statuses.filter((status) => status === 404)).toHaveLength(9)
    expect(
      await api.db.authEvent.count({ where: { userId: member.userId, kind: 'session_revoked' } }),
    ).toBe(1)
  })
})

test.each([undefined, {}])(
  'logging out, with the body %o, ends the session that asks',
  async (body) => {
    const member = await api.signUp()
    const other = await logIn(member)
    const { accessToken } = member.tokens
    expect((await api.rest('POST', '/v1/auth/logout', body, bearer(accessToken))).status).toBe(204)
    expect([await statusOf(accessToken), await statusOf(other)]).toEqual([401, 200])
  },
)

describe('the password, given once more', () => {
  const reauthenticate = (accessToken: string, password: string): Promise<Answer> =>
    api.rest('POST', '/v1/auth/reauthenticate', { password }, bearer(accessToken))

  test('opens what is sensitive for ten minutes, to the session that gave it; its tokens go on', async () => {
    const member = await api.signUp()
    const other = await logIn(member)
    const { accessToken } = member.tokens
    api.advance(599)
    const revokeOthers = (token: string): Promise<Answer> =>
      api.rest('POST', '/v1/auth/sessions/revoke-others', undefined, bearer(token))
    expect((await revoke(accessToken, sidOf(await logIn(member)))).status).toBe(204)
    api.advance(1)
    expect((await revokeOthers(accessToken)).status).toBe(401)
    expect((await reauthenticate(accessToken, member.password)).status).toBe(204)
    expect((await revokeOthers(other)).status).toBe(401)
    expect((await revokeOthers(accessToken)).status).toBe(204)
    api.advance(600)
    expect((await revokeOthers(accessToken)).body).toMatchObject({ code: 'auth.reauth_required' })
  })

  test('opens nothing when it is wrong, and a refresh opens nothing either', async () => {
    const member = await api.signUp()
    api.advance(600)
    const wrong = await reauthenticate(member.tokens.accessToken, 'wrong password')
    expect(wrong.status).toBe(401)
    expect(wrong.body).toMatchObject({ code: 'auth.invalid_credentials' })
    const { refreshToken } = member.tokens
    const { body } = await api.rest('POST', '/v1/auth/refresh', { refreshToken })
    const { accessToken } = body as { accessToken: string }
    expect((await revoke(accessToken, sidOf(accessToken))).status).toBe(401)
  })
})

test('an account that is removed in the middle of calls is gone for all of them, and for nothing else', async () => {
  for (let round = 0; round < 8; round += 1) {
    const { email, password, userId, tokens } = await api.signUp()
    const headers = bearer(tokens.accessToken)
    const post = (path: string, body?: object): Promise<Answer> =>
      api.rest('POST', `/v1/auth/${path}`, body, headers)
    const calls = Array.from({ length: 4 }, () => [
      post('login', { email, password }),
      post('login', { email, password: 'wrong password' }),
      post('reauthenticate', { password }),
      post('reauthenticate', { password: 'wrong password' }),
      post('sessions/revoke-others'),
      post('refresh', { refreshToken: tokens.refreshToken }),
      post('logout'),
    ]).flat()
    await calls[round]
    await api.db.user.delete({ where: { id: userId } })
    const statuses = (await Promise.all(calls)).map(({ status }) => status)
    expect([200, 204, 401]).toEqual(expect.arrayContaining([...new Set(statuses)]))
    expect(await api.db.session.count({ where: { userId } })).toBe(0)
  }
})
