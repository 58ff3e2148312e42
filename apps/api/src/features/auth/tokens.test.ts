// Forged, foreign and stale tokens: none of them speaks for anybody, and none buys anything (RFC 8725).
import { randomUUID } from 'node:crypto'
import { startApi } from '@delete/api/testing'
import { decodeJwt, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { makeKeys } from '../../kernel/keys.ts'
import { plantLink } from '../../../test/links.ts'
import { issueTokens, readAccessToken, readRefreshToken } from './tokens.ts'

const api = await startApi()
const member = await api.signUp()
const stranger = await api.signUp()
const now = Date.parse('2026-11-23T09:00:00Z') / 1000
const access = decodeJwt(member.tokens.accessToken)
const refresh = decodeJwt(member.tokens.refreshToken)

/** The same bytes in another spelling: the last of 43 characters has two bits that mean nothing. */
function twinOf(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return `${signature.slice(0, -1)}${letters[letters.indexOf(signature.at(-1) ?? '') + 1]}`
}

const SESSION = {
  id: randomUUID(),
  userId: randomUUID(),
  seq: 0,
  createdAt: new Date(now * 1000),
  lastUsedAt: new Date(now * 1000),
}

type Kind = 'access' | 'refresh'
const claimsOf = (kind: Kind): object => (kind === 'access' ? access : refresh)

function sign(kind: Kind, changes: object = {}, header: object = {}): Promise<string> {
  return new SignJWT({ ...claimsOf(kind), ...changes })
    .setProtectedHeader({ alg: 'HS256', kid: 'test', typ: 'JWT', ...header })
    .sign(api.deps.keys.current.secret)
}

/** What the service says to a token of that kind. */
async function statusWith(kind: Kind, token: string): Promise<number> {
  const { status } =
    kind === 'access'
      ? await api.rest('GET', '/v1/users/me', undefined, { authorization: `Bearer ${token}` })
      : await api.rest('POST', '/v1/auth/refresh', { refreshToken: token })
  return status
}

type Owner = Awaited<ReturnType<typeof api.signUp>>
const next = 'another good passphrase'

/** What ends the sessions of an account, all of them or the others. */
const ENDINGS: Record<string, (owner: Owner) => Promise<unknown>> = {
  'password was changed elsewhere': ({ tokens, password }) =>
    api
      .trpc(tokens.accessToken)
      .auth.changePassword.mutate({ currentPassword: password, password: next }),
  'password was reset': async ({ userId }) => {
    const token = await plantLink(api, 'auth.resetPassword')
    await api.db.link.updateMany({ where: { purpose: 'reset' }, data: { userId } })
    return api.trpc().auth.resetPassword.mutate({ token, password: next })
  },
  'owner is leaving': ({ tokens }) => api.trpc(tokens.accessToken).leaving.deleteAccount.mutate(),
  'data was erased': async ({ tokens }) => {
    await api.trpc(tokens.accessToken).leaving.deleteAccount.mutate()
    await api.deps.pool.query(`UPDATE users SET erased_at = $1 WHERE erased_at IS NOT NULL`, [
      api.deps.clock.now(),
    ])
    await api.deps.pool.query(
      `UPDATE pgboss.job SET start_after = now(), data = data || jsonb_build_object('erasedAt', $1::text) WHERE name = 'account.left'`,
      [api.deps.clock.now().toISOString()],
    )
    await api.runJobs()
  },
}

describe.each(['access', 'refresh'] as const)('an %s token', (kind) => {
  test('is a JWT, as another library verifies it', async () => {
    const { accessToken, refreshToken } = member.tokens
    const token = kind === 'access' ? accessToken : refreshToken
    const { payload, protectedHeader } = await jwtVerify(token, api.deps.keys.current.secret, {
      algorithms: ['HS256'],
      issuer: 'https://api.trydelete.app',
      audience: 'https://api.trydelete.app',
      currentDate: new Date(now * 1000),
    })
    expect(payload).toMatchObject({ type: kind, sub: member.userId })
    expect(protectedHeader).toEqual({ alg: 'HS256', kid: 'test', typ: 'JWT' })
  })

  test('made of the right parts is taken, which the refusals below depend on', async () => {
    const { tokens } = await api.signUp()
    const claims = decodeJwt(kind === 'access' ? tokens.accessToken : tokens.refreshToken)
    expect(await statusWith(kind, await sign(kind, claims))).toBe(200)
  })

  test.each([
    ['of the other type', { type: kind === 'access' ? 'refresh' : 'access' }],
    ['without a type', { type: undefined }],
    ['of another issuer', { iss: 'https://elsewhere.example' }],
    ['for another audience', { aud: 'https://elsewhere.example' }],
    ['that has expired', { exp: now }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: now + 60 }],
    ['that was issued in the future', { iat: now + 61 }],
    ['for nobody', { sub: undefined }],
    ['for what is no id', { sub: "' or 1=1" }],
    ['for an account that never was', { sub: '00000000-0000-4000-8000-000000000000' }],
    ['with another’s account on one’s own session', { sub: stranger.userId }],
    ['of no session', { sid: undefined }],
    ['of a session that never was', { sid: '00000000-0000-4000-8000-000000000000' }],
    ['of another’s session', { sid: decodeJwt(stranger.tokens.accessToken)['sid'] }],
    ['without an id of its own', { jti: undefined }],
  ])('%s is refused', async (_what, changes) => {
    expect(await statusWith(kind, await sign(kind, changes))).toBe(401)
  })

  test('that names no key, one that is not ours, or ours in other letters is refused', async () => {
    for (const kid of [undefined, 'foreign', 'TEST', '__proto__', '../test']) {
      expect(await statusWith(kind, await sign(kind, {}, { kid }))).toBe(401)
    }
  })

  test('without a signature, with another algorithm, a changed payload or a foreign secret is refused', async () => {
    const encode = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url')
    const [header = '', payload = '', signature = ''] = (await sign(kind)).split('.')
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
    const signAs = async (alg: string, key: Parameters<SignJWT['sign']>[0]): Promise<string> =>
      new SignJWT(claimsOf(kind) as never).setProtectedHeader({ alg, kid: 'test' }).sign(key)
    const { privateKey } = await generateKeyPair('RS256')
    const forged = [
      `${encode({ alg: 'none', kid: 'test' })}.${payload}.`,
      `${encode({ alg: 'none', kid: 'test' })}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${encode({ ...claimsOf(kind), exp: now + 999_999 })}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      await signAs('HS512', bytes('x'.repeat(64))),
      await signAs('HS256', bytes('y'.repeat(32))),
      `${header}.${payload}.AA`,
      await signAs('RS256', privateKey),
      `${encode({ alg: 'RS256', kid: 'test' })}.${payload}.${signature}`,
      `${encode({ alg: 'HS256', kid: 'test', crit: ['b64'], b64: false })}.${payload}.${signature}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}.${twinOf(signature)}`,
      `${header}.${payload}`,
      '..',
    ]
    for (const token of forged) expect([400, 401]).toContain(await statusWith(kind, token))
  })

  test('that is larger than any of ours is refused unread', async () => {
    const large = await sign(kind, { padding: 'x'.repeat(5_000) })
    expect(await statusWith(kind, large)).toBe(kind === 'access' ? 401 : 400)
  })

  test('of an account that was removed or made inactive is refused', async () => {
    const [removed, inactive] = [await api.signUp(), await api.signUp()]
    await api.db.user.delete({ where: { id: removed.userId } })
    await api.db.user.update({ where: { id: inactive.userId }, data: { isActive: false } })
    for (const { tokens } of [removed, inactive]) {
      const token = kind === 'access' ? tokens.accessToken : tokens.refreshToken
      expect(await statusWith(kind, token)).toBe(401)
    }
  })

  test.each(Object.entries(ENDINGS))(
    'of an account whose %s is refused, and so is one that is forged of its parts',
    async (_what, end) => {
      const owner = await api.signUp()
      const { accessToken, refreshToken } = await api
        .trpc()
        .auth.login.mutate({ email: owner.email, password: owner.password })
      const token = (kind === 'access' ? accessToken : refreshToken) ?? ''
      await end(owner)
      expect(await statusWith(kind, token)).toBe(401)
      const claims = decodeJwt(token)
      const now = Math.floor(api.deps.clock.now().getTime() / 1000)
      const later = { ...claims, iat: now, exp: now + 600 }
      expect(await statusWith(kind, await sign(kind, later))).toBe(401)
      expect(await statusWith(kind, await sign(kind, { ...later, sid: randomUUID() }))).toBe(401)
    },
  )
})

test.each([-1, 1.5, 2, '0', 2 ** 31, undefined])(
  'a refresh token with the number %o, which no one was given, buys nothing and ends nothing',
  async (seq) => {
    expect(await statusWith('refresh', await sign('refresh', { seq }))).toBe(401)
    expect(await statusWith('access', member.tokens.accessToken)).toBe(200)
  },
)

test('an access token refreshes nothing, and a refresh token opens nothing', async () => {
  expect(await statusWith('refresh', member.tokens.accessToken)).toBe(401)
  expect(await statusWith('access', member.tokens.refreshToken)).toBe(401)
})

test('a secret that is no longer listed opens nothing; while it is, its tokens hold', async () => {
  const secret = (text: string): Uint8Array => new TextEncoder().encode(text.repeat(32))
  const before = makeKeys([{ kid: 'old', secret: secret('o') }])
  const during = makeKeys([
    { kid: 'new', secret: secret('n') },
    { kid: 'old', secret: secret('o') },
  ])
  const after = makeKeys([{ kid: 'new', secret: secret('n') }])
  const { env, clock, db } = api.deps
  const session = await db.session.findFirstOrThrow()
  const tokens = issueTokens({ env, clock, keys: before }, session)
  const readWith = (keys: typeof before): unknown[] => [
    readAccessToken({ clock, keys }, tokens.accessToken),
    readRefreshToken({ clock, keys }, tokens.refreshToken),
  ]
  expect(readWith(during)).toMatchObject([{ sid: session.id }, { sid: session.id }])
  expect(readWith(after)).toEqual([null, null])
})

test('an access token is read once, and kept with some thousand others', () => {
  const { env, clock, keys } = api.deps
  const issue = (id: string): string =>
    issueTokens({ env, clock, keys }, { ...SESSION, id }).accessToken
  const read = (token: string): unknown => readAccessToken({ clock, keys }, token)
  const first = issue(SESSION.id)
  const claims = read(first)
  expect(claims).toMatchObject({ sid: SESSION.id })
  expect(read(first)).toBe(claims)
  for (let count = 0; count < 2_000; count += 1) read(issue(randomUUID()))
  expect(read(first)).toEqual(claims)
  expect(read(first)).not.toBe(claims)
})

test('an access token expires by the clock: good until the last second, refused after it', async () => {
  const { tokens } = await api.signUp()
  api.advance(1799)
  expect(await statusWith('access', tokens.accessToken)).toBe(200)
  api.advance(1)
  expect(await statusWith('access', tokens.accessToken)).toBe(401)
})
