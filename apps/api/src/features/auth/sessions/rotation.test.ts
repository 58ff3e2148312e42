// Refresh tokens: each is good for one exchange, its lost answer can be asked for again, and a copy ends the session.
import { type Api, type Answer, startApi, type TokenPair } from '@delete/api/testing'
import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const INVALID = 'auth.invalid_refresh'

const refresh = ({ refreshToken }: TokenPair): Promise<Answer> =>
  api.rest('POST', '/v1/auth/refresh', { refreshToken })

async function renew(tokens: TokenPair): Promise<TokenPair> {
  const { status, body } = await refresh(tokens)
  expect(status).toBe(200)
  return body as TokenPair
}

/** Why a token is not taken; undefined when it is. */
async function refusalOf(tokens: TokenPair): Promise<unknown> {
  const { status, body } = await refresh(tokens)
  return status === 401 ? (body as { code: unknown }).code : undefined
}

async function isAlive({ accessToken }: TokenPair): Promise<boolean> {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await api.rest('GET', '/v1/users/me', undefined, headers)).status === 200
}

const replaysOf = (userId: string): ReturnType<Api['db']['authEvent']['count']> =>
  api.db.authEvent.count({ where: { userId, kind: 'refresh_replayed' } })

test('a refresh token carries its session and its number, and the next one the next number', async () => {
  const { tokens } = await api.signUp()
  const first = decodeJwt(tokens.refreshToken)
  const second = decodeJwt((await renew(tokens)).refreshToken)
  expect(first).toMatchObject({ type: 'refresh', seq: 0 })
  expect(second).toMatchObject({ type: 'refresh', sid: first['sid'], seq: 1 })
  expect(decodeJwt(tokens.accessToken)['sid']).toBe(first['sid'])
})

test('the table keeps no token', async () => {
  const { tokens, userId } = await api.signUp()
  const rows = await api.db.session.findMany({ where: { userId } })
  expect(rows).toHaveLength(1)
  for (const value of Object.values(rows[0] ?? {})) {
    expect(tokens.refreshToken).not.toContain(`${String(value)}.`)
    expect(String(value)).not.toMatch(/^eyJ/)
  }
})

describe('the one before the live one', () => {
  test('is answered again for ten seconds, with the same successor, which is the live one', async () => {
    const { tokens, userId } = await api.signUp()
    const next = await renew(tokens)
    api.advance(10)
    const again = await renew(tokens)
    expect(again.refreshToken).toBe(next.refreshToken)
    expect(await isAlive(again)).toBe(true)
    expect(await api.db.session.findMany({ where: { userId } })).toMatchObject([{ seq: 1 }])
    await renew(next)
  })

  test('is refused when the account was made inactive in between', async () => {
    const { tokens, userId } = await api.signUp()
    await renew(tokens)
    await api.db.user.update({ where: { id: userId }, data: { isActive: false } })
    expect(await refusalOf(tokens)).toBe(INVALID)
  })

  test('is answered also when its own time ran out in between', async () => {
    const { tokens } = await api.signUp()
    api.advance(7 * 24 * 60 * 60 - 1)
    const next = await renew(tokens)
    api.advance(2)
    expect((await renew(tokens)).refreshToken).toBe(next.refreshToken)
  })

  test('is a copy after that: the session ends, with every token of it, and no other', async () => {
    const { tokens, userId, email, password } = await api.signUp()
    const other = await api.trpc().auth.login.mutate({ email, password })
    const next = await renew(tokens)
    api.advance(10.001)
    expect(await refusalOf(tokens)).toBe(INVALID)
    expect(await refusalOf(next)).toBe(INVALID)
    expect([await isAlive(tokens), await isAlive(next)]).toEqual([false, false])
    expect(await isAlive(other as TokenPair)).toBe(true)
    await renew(other as TokenPair)
    expect(await replaysOf(userId)).toBe(1)
  })
})

test('an older one is a copy at any time, the first second included', async () => {
  const { tokens, userId } = await api.signUp()
  const last = await renew(await renew(tokens))
  expect(await refusalOf(tokens)).toBe(INVALID)
  expect(await refusalOf(last)).toBe(INVALID)
  expect(await isAlive(last)).toBe(false)
  expect(await replaysOf(userId)).toBe(1)
})

test('an older one is a copy also while its account is inactive', async () => {
  const { tokens, userId } = await api.signUp()
  const last = await renew(await renew(tokens))
  await api.db.user.update({ where: { id: userId }, data: { isActive: false } })
  expect(await refusalOf(tokens)).toBe(INVALID)
  await api.db.user.update({ where: { id: userId }, data: { isActive: true } })
  expect(await refusalOf(last)).toBe(INVALID)
  expect(await replaysOf(userId)).toBe(1)
})

test('an older one is a copy even when its time is over', async () => {
  const { tokens } = await api.signUp()
  let last = tokens
  for (let day = 0; day < 8; day += 1) {
    api.advance(24 * 60 * 60)
    last = await renew(last)
  }
  expect(await refusalOf(tokens)).toBe(INVALID)
  expect(await refusalOf(last)).toBe(INVALID)
})

test('of twenty at once with one token, all are answered, with one successor', async () => {
  const { tokens, userId } = await api.signUp()
  const answers = await Promise.all(Array.from({ length: 20 }, () => renew(tokens)))
  const successors = new Set(answers.map(({ refreshToken }) => refreshToken))
  expect(successors.size).toBe(1)
  for (const answer of answers) expect(await isAlive(answer)).toBe(true)
  expect(await api.db.session.findMany({ where: { userId } })).toMatchObject([{ seq: 1 }])
})

test('of twenty copies at once, one ends the session and is written down', async () => {
  const { tokens, userId } = await api.signUp()
  await renew(await renew(tokens))
  const refusals = await Promise.all(Array.from({ length: 20 }, () => refusalOf(tokens)))
  expect(new Set(refusals)).toEqual(new Set([INVALID]))
  expect(await replaysOf(userId)).toBe(1)
})

test('a refresh on its way when its member logs out leaves nobody logged in', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { tokens } = await api.signUp()
    const [answer] = await Promise.all([
      refresh(tokens),
      api.trpc(tokens.accessToken).auth.logout.mutate(),
    ])
    expect([200, 401]).toContain(answer.status)
    expect(await isAlive(answer.status === 200 ? (answer.body as TokenPair) : tokens)).toBe(false)
    if (answer.status === 200) expect(await refusalOf(answer.body as TokenPair)).toBe(INVALID)
  }
})

describe('a session ends by itself', () => {
  test('when it has been idle for a week', async () => {
    const { tokens } = await api.signUp()
    const used = await renew(tokens)
    api.advance(7 * 24 * 60 * 60 - 1)
    const last = await renew(used)
    api.advance(7 * 24 * 60 * 60)
    expect(await refusalOf(last)).toBe(INVALID)
  })

  test('when it is thirty days old, however often it is used', async () => {
    const { tokens, userId } = await api.signUp()
    let last = tokens
    for (let day = 0; day < 29; day += 1) {
      api.advance(24 * 60 * 60)
      last = await renew(last)
    }
    api.advance(24 * 60 * 60 - 60)
    last = await renew(last)
    expect(last.expiresIn).toBe(60)
    expect(await isAlive(last)).toBe(true)
    api.advance(60)
    expect(await isAlive(last)).toBe(false)
    expect(await refusalOf(last)).toBe(INVALID)
    expect(await replaysOf(userId)).toBe(0)
  })
})

test('without a token there is nothing to exchange, which is said at its field', async () => {
  const { status, body } = await api.rest('POST', '/v1/auth/refresh', {})
  expect(status).toBe(400)
  expect(body).toMatchObject({ issues: [{ pointer: '/refreshToken' }] })
})
