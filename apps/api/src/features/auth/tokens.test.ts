// Forged, foreign and stale tokens: none of them speaks for anybody.
import { startApi } from '@delete/api/testing'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { importKeys } from '../../kernel/keys.ts'
import { issueTokens, readToken } from './tokens.ts'

const api = await startApi()
const { userId } = await api.signUp()
const now = Date.parse('2026-11-23T09:00:00Z') / 1000

const claims = {
  sub: userId,
  type: 'access',
  iss: 'https://api.trydelete.app',
  aud: 'https://api.trydelete.app',
  iat: now,
  exp: now + 60,
  jti: 'x',
}

function sign(changes: object, header: object = {}): Promise<string> {
  return new SignJWT({ ...claims, ...changes })
    .setProtectedHeader({ alg: 'HS256', kid: 'test', ...header })
    .sign(api.deps.keys.current.key)
}

async function statusWith(token: string): Promise<number> {
  const { status } = await api.rest('GET', '/v1/users/me', undefined, {
    authorization: `Bearer ${token}`,
  })
  return status
}

test('a token made of the right parts is let in, which the refusals below depend on', async () => {
  expect(await statusWith(await sign({}))).toBe(200)
})

test.each([
  ['of the wrong type', { type: 'refresh' }],
  ['without a type', { type: undefined }],
  ['of another issuer', { iss: 'https://elsewhere.example' }],
  ['for another audience', { aud: 'https://elsewhere.example' }],
  ['that has expired', { exp: now }],
  ['that never expires', { exp: undefined }],
  ['that is not valid yet', { nbf: now + 60 }],
  ['for nobody', { sub: undefined }],
  ['for what is no id', { sub: "' or 1=1" }],
  ['for an account that never was', { sub: '00000000-0000-4000-8000-000000000000' }],
  ['without an id of its own', { jti: undefined }],
])('refuses a token %s', async (_what, changes) => {
  expect(await statusWith(await sign(changes))).toBe(401)
})

test('refuses a token that names no key, or one that is not ours', async () => {
  expect(await statusWith(await sign({}, { kid: undefined }))).toBe(401)
  expect(await statusWith(await sign({}, { kid: 'foreign' }))).toBe(401)
})

test('refuses a token without a signature, with another algorithm, with a changed payload or with a foreign secret', async () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const [header, , signature] = (await sign({})).split('.')
  const strong = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS512', kid: 'test' })
    .sign(new TextEncoder().encode('x'.repeat(64)))
  const foreign = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'test' })
    .sign(new TextEncoder().encode('y'.repeat(32)))
  const forged = [
    `${encode({ alg: 'none', kid: 'test' })}.${encode(claims)}.`,
    `${header}.${encode({ ...claims, exp: now + 999 })}.${signature}`,
    strong,
    foreign,
  ]
  for (const token of forged) expect(await statusWith(token)).toBe(401)
})

test('expires by the clock: good until the last second, refused after it', async () => {
  const { tokens } = await api.signUp()
  api.advance(1799)
  expect(await statusWith(tokens.accessToken)).toBe(200)
  api.advance(1)
  expect(await statusWith(tokens.accessToken)).toBe(401)
})

test('after a change of secrets, the old tokens hold while their secret is listed, and end with it', async () => {
  const secret = (text: string): Uint8Array => new TextEncoder().encode(text.repeat(32))
  const before = await importKeys([{ kid: 'old', secret: secret('o') }])
  const during = await importKeys([
    { kid: 'new', secret: secret('n') },
    { kid: 'old', secret: secret('o') },
  ])
  const after = await importKeys([{ kid: 'new', secret: secret('n') }])
  const { env, clock } = api.deps
  const id = (await api.deps.db.user.findFirstOrThrow()).id as Parameters<typeof issueTokens>[1]
  const { accessToken } = await issueTokens({ env, clock, keys: before }, id)
  expect(await readToken({ clock, keys: during }, accessToken, 'access')).toBe(id)
  expect(await readToken({ clock, keys: after }, accessToken, 'access')).toBeNull()
})
