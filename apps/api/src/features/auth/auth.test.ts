// How an account begins and how its owner proves who they are, through both doors.
import { type Answer, startApi } from '@delete/api/testing'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const password = 'correct horse battery staple'

const codeOf = ({ body }: Answer): unknown => (body as { code: unknown }).code

test('a new database has no accounts', async () => {
  expect(await api.db.user.count()).toBe(0)
})

describe('signing up', () => {
  test('creates the account and logs it in', async () => {
    const { status, body } = await api.rest('POST', '/v1/auth/signup', {
      email: 'ada@example.com',
      password,
      name: 'Ada',
    })
    expect(status).toBe(201)
    expect(body).toEqual({
      user: {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        email: 'ada@example.com',
        name: 'Ada',
        locale: 'en',
        isActive: true,
        createdAt: '2026-11-23T09:00:00.000Z',
        updatedAt: '2026-11-23T09:00:00.000Z',
      },
      tokens: {
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
        tokenType: 'Bearer',
        expiresIn: 1800,
      },
      emailVerification: 'off',
    })
  })

  test('trims and folds the address, so that it can be taken only once', async () => {
    const { user } = await api
      .trpc()
      .auth.signup.mutate({ email: '  Grace@Example.COM ', password, name: '  Grace ' })
    expect(user).toMatchObject({ email: 'grace@example.com', name: 'Grace' })
    const again = await api.rest('POST', '/v1/auth/signup', {
      email: 'GRACE@example.com',
      password,
      name: 'Grace',
    })
    expect(again.status).toBe(409)
    expect(codeOf(again)).toBe('auth.email_taken')
  })

  test('of many at once for one address, one wins and the others hear that it is taken', async () => {
    const body = { email: 'race@example.com', password, name: 'Ada' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.rest('POST', '/v1/auth/signup', body)),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(9)
    expect(await api.db.user.count({ where: { email: body.email } })).toBe(1)
  })

  test('keeps a bcrypt hash, never the password', async () => {
    const { email } = await api.signUp()
    const { hashedPassword } = await api.db.user.findUniqueOrThrow({ where: { email } })
    expect(hashedPassword).toMatch(/^\$2b\$04\$/)
  })

  test.each([
    ['/email', { email: 'nobody', password, name: 'Ada' }],
    ['/email', { email: `${'a'.repeat(250)}@example.com`, password, name: 'Ada' }],
    ['/password', { email: 'a@example.com', password: '1234567', name: 'Ada' }],
    ['/password', { email: 'a@example.com', password: 'x'.repeat(129), name: 'Ada' }],
    ['/password', { email: 'a@example.com', password: '😀'.repeat(7), name: 'Ada' }],
    ['/name', { email: 'a@example.com', password, name: '   ' }],
    ['/name', { email: 'a@example.com', password, name: 'x'.repeat(81) }],
    ['/name', { email: 'a@example.com', password, name: 'Ada\r\nBcc: all@example.com' }],
    ['/name', { email: 'a@example.com', password, name: '\u200B\u202E' }],
    ['/name', { email: 'a@example.com', password }],
    ['/email', { email: { $ne: null }, password, name: 'Ada' }],
  ])('points to %s when it does not fit the contract', async (pointer, body) => {
    const answer = await api.rest('POST', '/v1/auth/signup', body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({
      code: 'request.invalid',
      issues: [{ pointer, code: expect.any(String), message: expect.any(String) }],
    })
  })

  test('counts characters as people do: 128 emoji are a password, 80 are a name', async () => {
    const body = { email: 'emoji@example.com', password: '😀'.repeat(128), name: '🙂'.repeat(80) }
    expect((await api.rest('POST', '/v1/auth/signup', body)).status).toBe(201)
  })
})

describe('logging in', () => {
  test('answers a pair of tokens', async () => {
    const { email } = await api.signUp()
    const { status, body } = await api.rest('POST', '/v1/auth/login', {
      email: ` ${email.toUpperCase()} `,
      password,
    })
    expect(status).toBe(200)
    expect(body).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 1800,
    })
  })

  test('says the same to an unknown address, a wrong password and an inactive account', async () => {
    const { email } = await api.signUp()
    const inactive = await api.signUp()
    await api.db.user.update({ where: { email: inactive.email }, data: { isActive: false } })
    const attempts = [
      { email, password: 'wrong' },
      { email: 'unknown@example.com', password },
      { email: inactive.email, password },
    ]
    const answers = await Promise.all(
      attempts.map((attempt) => api.rest('POST', '/v1/auth/login', attempt)),
    )
    for (const { status, headers, body } of answers) {
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Bearer')
      expect(body).toEqual({ ...(answers[0]?.body as object), requestId: expect.any(String) })
    }
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 3 }, () => 'auth.invalid_credentials'))
  })

  test('reads all of a long password, where bcrypt alone would stop at 72 bytes', async () => {
    const long = 'x'.repeat(100)
    await api.trpc().auth.signup.mutate({ email: 'long@example.com', password: long, name: 'Ada' })
    expect(
      (await api.rest('POST', '/v1/auth/login', { email: 'long@example.com', password: long }))
        .status,
    ).toBe(200)
    const other = `${'x'.repeat(99)}y`
    expect(
      (await api.rest('POST', '/v1/auth/login', { email: 'long@example.com', password: other }))
        .status,
    ).toBe(401)
  })

  test('takes the same characters from every keyboard (NFC)', async () => {
    await api
      .trpc()
      .auth.signup.mutate({ email: 'nfc@example.com', password: 'Zoe\u0308 was here', name: 'Zoë' })
    const { status } = await api.rest('POST', '/v1/auth/login', {
      email: 'nfc@example.com',
      password: 'Zo\u00EB was here',
    })
    expect(status).toBe(200)
  })
})

describe('tokens', () => {
  test('carry the claims of the contract, and the name of the key', async () => {
    const { tokens, userId } = await api.signUp()
    const now = Date.parse('2026-11-23T09:00:00Z') / 1000
    const { sid } = decodeJwt(tokens.accessToken)
    const claims = {
      sub: userId,
      sid,
      iss: 'https://api.trydelete.app',
      aud: 'https://api.trydelete.app',
      iat: now,
    }
    expect(decodeProtectedHeader(tokens.accessToken)).toEqual({
      alg: 'HS256',
      kid: 'test',
      typ: 'JWT',
    })
    expect(decodeJwt(tokens.accessToken)).toEqual({
      ...claims,
      type: 'access',
      jti: expect.any(String),
      exp: now + 30 * 60,
    })
    expect(decodeJwt(tokens.refreshToken)).toEqual({
      ...claims,
      type: 'refresh',
      jti: `${String(sid)}.0`,
      seq: 0,
      exp: now + 7 * 24 * 60 * 60,
    })
  })

  test('a refresh token buys a new pair', async () => {
    const { tokens } = await api.signUp()
    const { status, body } = await api.rest('POST', '/v1/auth/refresh', {
      refreshToken: tokens.refreshToken,
    })
    expect(status).toBe(200)
    const { accessToken } = body as typeof tokens
    expect(accessToken).not.toBe(tokens.accessToken)
    expect(await api.trpc(accessToken).users.me.query()).toMatchObject({ name: 'Ada' })
  })
})
