// Idempotency-Key: the first answer again, to whoever sends the same again, and to nobody else.
import { randomUUID } from 'node:crypto'
import { type Answer, startApi } from '@delete/api/testing'
import { takesIdempotencyKey } from '@delete/schemas/contract'
import { describe, expect, test } from 'vitest'
import { plantLink } from '../../test/links.ts'
import { clearDead } from '../features/auth/jobs.ts'
import { appRouter } from '../router.ts'
import { makeKeys } from './keys.ts'
import { findRoutes } from './routes.ts'

const api = await startApi()
const DAY = 24 * 60 * 60

const newMember = (): { email: string; password: string; name: string } => ({
  email: `${randomUUID()}@example.com`,
  password: 'correct horse battery staple',
  name: 'Ada',
})

const signUp = (body: unknown, key: string, headers = {}): Promise<Answer> =>
  api.rest('POST', '/v1/auth/signup', body, { 'idempotency-key': key, ...headers })

const bearer = ({ accessToken }: { accessToken: string }): Record<string, string> => ({
  authorization: `Bearer ${accessToken}`,
})

test('every POST takes one but those that are safe to send again', () => {
  const posts = findRoutes(appRouter).filter(({ rest }) => rest.method === 'POST')
  const without = posts.filter(({ rest }) => !takesIdempotencyKey(rest))
  expect(without.map(({ name }) => name)).toEqual([
    'auth.login',
    'auth.refresh',
    'auth.logout',
    'auth.reauthenticate',
    'auth.resendVerification',
    'auth.forgotPassword',
    'auth.changeEmail',
    'leaving.requestExport',
    'leaving.restoreAccount',
  ])
})

// Whoever adds a POST adds how it is sent, and what it must have done once.
const sends: Record<string, () => Promise<{ send: (key: string) => Promise<Answer> }>> = {
  'auth.signup': async () => {
    const body = newMember()
    return { send: (key) => signUp(body, key) }
  },
  'auth.changePassword': async () => {
    const { tokens, password: currentPassword } = await api.signUp()
    const body = { currentPassword, password: 'another good passphrase' }
    const path = '/v1/auth/password/change'
    return {
      send: (key) => api.rest('POST', path, body, { 'idempotency-key': key, ...bearer(tokens) }),
    }
  },
  'auth.revokeOtherSessions': async () => {
    const { tokens } = await api.signUp()
    const path = '/v1/auth/sessions/revoke-others'
    return {
      send: (key) =>
        api.rest('POST', path, undefined, { 'idempotency-key': key, ...bearer(tokens) }),
    }
  },
}

/** By a link, which is used up the first time. */
const byLink =
  (name: Parameters<typeof plantLink>[1], path: string, body = {}) =>
  async (): Promise<{ send: (key: string) => Promise<Answer> }> => {
    const token = await plantLink(api, name)
    return {
      send: (key) => api.rest('POST', path, { token, ...body }, { 'idempotency-key': key }),
    }
  }
Object.assign(sends, {
  'auth.verifyEmail': byLink('auth.verifyEmail', '/v1/auth/email/verify'),
  'auth.resetPassword': byLink('auth.resetPassword', '/v1/auth/password/reset', {
    password: 'another good passphrase',
  }),
  'auth.confirmEmail': byLink('auth.confirmEmail', '/v1/auth/email/confirm'),
  'auth.undoEmailChange': byLink('auth.undoEmailChange', '/v1/auth/email/undo'),
})

const operations = findRoutes(appRouter).filter(({ rest }) => takesIdempotencyKey(rest))

test.each(operations)(
  '$name answers the same key alike, the second time by heart',
  async (route) => {
    const { send } = (await sends[route.name]?.()) ?? expect.fail(`How is ${route.name} sent?`)
    const key = randomUUID()
    const first = await send(key)
    expect(first.status).toBe(route.rest.status)
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    const second = await send(key)
    expect([second.status, second.body]).toEqual([first.status, first.body])
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect((await send(randomUUID())).headers.get('idempotent-replayed')).toBeNull()
  },
)

describe('a key', () => {
  test('gives the tokens of the first answer again, in whatever order the fields come', async () => {
    const body = newMember()
    const first = await signUp(body, '"in-quotes"')
    const { name, password, email } = body
    const second = await signUp({ name, password, email }, 'in-quotes')
    expect(second.body).toEqual(first.body)
    expect(await api.db.session.count({ where: { user: { email } } })).toBe(1)
    const { tokens } = second.body as { tokens: { accessToken: string } }
    expect((await api.rest('GET', '/v1/users/me', undefined, bearer(tokens))).status).toBe(200)
  })

  test('that comes with another body is refused, and nothing is done', async () => {
    const [body, other] = [newMember(), newMember()]
    const key = randomUUID()
    await signUp(body, key)
    const answer = await signUp(other, key)
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({ code: 'request.key_reused' })
    expect(await api.db.user.count({ where: { email: other.email } })).toBe(0)
  })

  test('answers a refusal of the operation’s own again', async () => {
    const body = newMember()
    await signUp(body, randomUUID())
    const key = randomUUID()
    expect((await signUp(body, key)).body).toMatchObject({ code: 'auth.email_taken' })
    await api.db.user.delete({ where: { email: body.email } })
    const again = await signUp(body, key)
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([409, 'true'])
    expect(again.body).toMatchObject({ code: 'auth.email_taken' })
  })

  test('is free again after a request that came to nothing', async () => {
    const key = randomUUID()
    const path = '/v1/auth/sessions/revoke-others'
    const { tokens, email, password } = await api.signUp()
    api.advance(600)
    const headers = { 'idempotency-key': key, ...bearer(tokens) }
    expect((await api.rest('POST', path, undefined, headers)).status).toBe(401)
    await api.rest('POST', '/v1/auth/reauthenticate', { password }, bearer(tokens))
    expect((await api.rest('POST', path, undefined, headers)).status).toBe(204)
    expect((await signUp({ email, password }, key)).status).toBe(400)
    expect((await signUp(newMember(), key)).status).toBe(201)
  })

  test('belongs to its caller, and to one operation', async () => {
    const path = '/v1/auth/sessions/revoke-others'
    const key = randomUUID()
    await signUp(newMember(), key)
    for (const { tokens } of [await api.signUp(), await api.signUp()]) {
      const headers = { 'idempotency-key': key, ...bearer(tokens) }
      const answer = await api.rest('POST', path, undefined, headers)
      expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([204, null])
    }
  })

  test('is refused when it is none', async () => {
    for (const key of ['', '""', 'x'.repeat(256), 'a b', 'ä']) {
      const answer = await signUp(newMember(), key)
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ code: 'request.invalid' })
    }
    expect((await signUp(newMember(), 'x'.repeat(255))).status).toBe(201)
  })

  test('works at the tRPC door as well', async () => {
    const body = JSON.stringify(newMember())
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() }
    const send = (): Promise<Response> =>
      fetch(`${api.url}/trpc/auth.signup`, { method: 'POST', headers, body })
    const [first, second] = [await send(), await send()]
    expect(await second.text()).toBe(await first.text())
    expect(second.headers.get('idempotent-replayed')).toBe('true')
  })

  test('is kept for a day', async () => {
    const body = newMember()
    const key = randomUUID()
    await signUp(body, key)
    api.advance(DAY - 1)
    expect((await signUp(body, key)).status).toBe(201)
    api.advance(1)
    expect((await signUp(body, key)).status).toBe(409)
    await clearDead(api.deps)
    const left = await api.db.idempotencyKey.findMany()
    expect(left).toHaveLength(1)
    api.advance(DAY)
    await clearDead(api.deps)
    expect(await api.db.idempotencyKey.count()).toBe(0)
  })

  test('gives the cookie again in cookie mode', async () => {
    const body = newMember()
    const key = randomUUID()
    const headers = { 'x-session': 'cookie', origin: api.deps.env.appUrl }
    const [first, second] = [await signUp(body, key, headers), await signUp(body, key, headers)]
    expect(first.headers.get('set-cookie')).toMatch(/^__Host-session=eyJ/)
    expect(second.headers.get('set-cookie')).toBe(first.headers.get('set-cookie'))
    expect(second.body).toEqual(first.body)
  })
})

describe('what is kept', () => {
  test('can be read by nobody who has the table alone, and goes with its member', async () => {
    const body = newMember()
    const key = randomUUID()
    await signUp(body, key)
    const where = { user: { email: body.email } }
    const row =
      (await api.db.idempotencyKey.findFirst({ where })) ?? expect.fail('It is not there.')
    const text = `${JSON.stringify(row)}${Buffer.from(row.answer ?? []).toString('latin1')}`
    for (const secret of [body.email, body.password, key, 'eyJ', 'Ada', 'accessToken']) {
      expect(text).not.toContain(secret)
    }
    await api.db.user.delete({ where: { email: body.email } })
    expect(await api.db.idempotencyKey.count({ where: { id: row.id } })).toBe(0)
  })

  test('cannot be moved to another row', async () => {
    const [mine, theirs] = [newMember(), newMember()]
    await signUp(mine, 'mine')
    await signUp(theirs, 'theirs')
    const find = (email: string) => api.db.idempotencyKey.findFirst({ where: { user: { email } } })
    const [from, to] = [await find(theirs.email), await find(mine.email)]
    await api.db.idempotencyKey.update({
      where: { id: to?.id ?? '' },
      data: { answer: Buffer.from(from?.answer ?? []) },
    })
    const before = api.log.length
    expect((await signUp(mine, 'mine')).status).toBe(500)
    expect(api.log.slice(before).join('')).not.toContain(theirs.email)
  })

  test('is answered under the secret before, and under none that is gone', async () => {
    const body = newMember()
    await signUp(body, 'rotated')
    const old = {
      kid: 'test',
      secret: Buffer.from('a secret of the tests that has more than 32 bytes'),
    }
    const next = { kid: 'next', secret: Buffer.alloc(32, 'n') }
    const { keys } = api.deps
    try {
      api.deps.keys = makeKeys([next, old])
      expect((await signUp(body, 'rotated')).status).toBe(201)
      api.deps.keys = makeKeys([next])
      expect((await signUp(body, 'rotated')).status).toBe(422)
    } finally {
      api.deps.keys = keys
    }
  })
})

test('100 at once with one key make one account, and nobody hears of another', async () => {
  const body = newMember()
  const key = randomUUID()
  const answers = await Promise.all(Array.from({ length: 100 }, () => signUp(body, key)))
  const statuses = new Set(answers.map(({ status }) => status))
  expect(statuses.has(201)).toBe(true)
  expect(statuses.isSubsetOf(new Set([201, 409]))).toBe(true)
  for (const { status, body, headers } of answers) {
    if (status !== 409) continue
    expect(body).toMatchObject({ code: 'request.in_progress' })
    expect(headers.get('retry-after')).toBe('1')
  }
  const tokens = answers.flatMap(({ status, body }) =>
    status === 201 ? [JSON.stringify(body)] : [],
  )
  expect(new Set(tokens).size).toBe(1)
  expect((await signUp(body, key)).status).toBe(201)
  expect(await api.db.session.count({ where: { user: { email: body.email } } })).toBe(1)
})
