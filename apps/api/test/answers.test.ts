// The document is the truth: every operation is called by its own examples, and brought to every refusal that it lists.
import { randomUUID } from 'node:crypto'
import { startApi, startWithoutDatabase } from '@delete/api/testing'
import { afterAll, describe, expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { createApp } from '../src/app.ts'
import type { Env } from '../src/kernel/env.ts'
import { createLimiter } from '../src/kernel/limiter.ts'
import { SERVER_LIMITS } from '../src/kernel/limits.ts'
import { listen } from '../src/kernel/listener.ts'
import type { Answer } from './answers.ts'
import { whileBusy } from './busy.ts'
import { describedBy } from './described.ts'
import {
  becomeNew,
  change,
  exampleRequest,
  type Operation,
  operationsOf,
  send,
  sendRaw,
  type Sent,
} from './examples.ts'
import { plantLink, takesLink } from './links.ts'

const api = await startApi()
const document = (await api.rest('GET', '/v1/openapi.json')).body as oas31.OpenAPIObject
const expectDescribed = describedBy(document)
const operations = operationsOf(document)
const operation = (id: string): Operation => {
  const found = operations.find((each) => each.id === id)
  if (!found) throw new Error(`The document has no ${id}.`)
  return found
}

/** Sends it, and holds the answer against the document. */
async function call(sent: Sent, url = api.url): Promise<Answer> {
  const answer = await send(url, sent)
  expectDescribed(answer, sent.method, sent.path)
  return answer
}

// The account of the examples.
await call(exampleRequest(operation('auth.signup')))

/** What proves who calls by address and password. */
const BY_PASSWORD = new Set(['auth.login', 'leaving.restoreAccount'])

/** The operation's examples, by a member of its own: with their tokens, ids, address and links. */
async function prepare(each: Operation): Promise<Sent> {
  const {
    email,
    password: currentPassword,
    tokens,
  } = await api.signUp(`${randomUUID()}@example.com`)
  const { accessToken, refreshToken } = tokens
  const authorization = `Bearer ${accessToken}`
  const sent = exampleRequest(each)
  if (each.isProtected) Object.assign(sent.headers, { authorization })
  if (BY_PASSWORD.has(each.id)) change(sent, { email })
  if (each.id === 'auth.changePassword') {
    change(sent, { currentPassword, password: 'another good passphrase' })
  }
  if (takesLink(each.id)) change(sent, { token: await plantLink(api, each.id) })
  if (each.id === 'auth.signup') becomeNew(sent)
  if (each.id === 'auth.refresh') change(sent, { refreshToken })
  if (each.id === 'auth.revokeSession') {
    const list = exampleRequest(operation('auth.listSessions'))
    const answer = await call({ ...list, headers: { authorization } })
    const [session] = (answer.body as { items: { id: string }[] }).items
    sent.path = each.path.replace('{id}', session?.id ?? '')
  }
  return sent
}

/** The same service over the same database, with something else about it; gone with this file's api. */
async function startBeside(
  settings: Partial<Env> = {},
  options: Parameters<typeof listen>[2] = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const deps = {
    ...api.deps,
    env: { ...api.deps.env, ...settings },
    limiter: createLimiter(undefined),
  }
  const listener = await listen(createApp(deps), deps, options)
  afterAll(listener.close)
  return { ...listener, url: `http://127.0.0.1:${listener.port}` }
}

const strict = await startBeside({ rateLimitFactor: 0.001 })
const withoutDatabase = await startWithoutDatabase(api)
const impatient = await startBeside(
  {},
  {
    limits: {
      ...SERVER_LIMITS,
      headersTimeout: 100,
      requestTimeout: 100,
      connectionsCheckingInterval: 20,
    },
  },
)

const half = ({ method, path }: Sent): string => `${method} ${path} HTTP/1.1\r\nHost: a\r\n`

/** How an operation is brought to say each code. */
const provocations: Record<string, (sent: Sent, each: Operation) => Promise<Answer>> = {
  'request.malformed': (sent) => sendRaw(api.url, `${half(sent)}No header\r\n\r\n`),
  'request.invalid': (sent, { body, path }) => {
    if (body) return send(api.url, { ...sent, body: '[]' })
    const invalid = path.replace('{id}', 'nonsense')
    return send(api.url, { ...sent, path: invalid === path ? `${path}?limit=0` : invalid })
  },
  'request.cross_site': (sent) =>
    sendWith(sent, { 'x-session': 'cookie', origin: 'https://elsewhere.example' }),
  'request.not_acceptable': (sent) => sendWith(sent, { accept: 'text/html' }),
  'request.timeout': (sent) => sendRaw(impatient.url, half(sent)),
  'request.in_progress': async (sent) => {
    const keyed = withKey(sent)
    await call(keyed)
    // As if the first try were still at it.
    const claimedUntil = new Date(api.deps.clock.now().getTime() + 10_000)
    await api.db.idempotencyKey.updateMany({ data: { answer: null, claimedUntil } })
    return send(api.url, keyed)
  },
  'request.key_reused': async (sent, { body }) => {
    const keyed = withKey(sent)
    await call(keyed)
    if (body && 'name' in body.example) return send(api.url, change(keyed, { name: 'Grace' }))
    // As if the secret that recognises what was sent were no longer listed.
    await api.db.idempotencyKey.updateMany({ data: { kid: 'gone' } })
    return send(api.url, keyed)
  },
  'request.precondition_failed': (sent) => sendWith(sent, { 'if-match': '"another"' }),
  'request.too_large': (sent) => sendJson(sent, ' '.repeat(1_000_001)),
  'request.unsupported_media_type': (sent) =>
    sendWith({ ...sent, body: '{}' }, { 'content-type': 'text/plain' }),
  'request.rate_limited': async (sent) => {
    const wrong = sent.body?.includes('assword') ? change(sent, wrongPassword(sent)) : sent
    let answer = await call(wrong, strict.url)
    for (let tries = 0; answer.status !== 429 && tries < 9; tries += 1)
      answer = await call(wrong, strict.url)
    return answer
  },
  'request.headers_too_large': (sent) => sendWith(sent, { 'x-long': 'a'.repeat(17_000) }),
  'auth.unauthenticated': ({ headers: { authorization: _none, ...headers }, ...sent }) =>
    send(api.url, { ...sent, headers }),
  'auth.reauth_required': (sent) => {
    api.advance(601)
    return send(api.url, sent)
  },
  'auth.invalid_credentials': (sent) => send(api.url, change(sent, wrongPassword(sent))),
  'auth.account_leaving': async (sent) => {
    const { email } = JSON.parse(sent.body ?? '{}') as { email: string }
    const erasedAt = new Date(api.deps.clock.now().getTime() + 1)
    await api.db.user.update({ where: { email }, data: { erasedAt } })
    return send(api.url, sent)
  },
  'auth.invalid_link': (_sent, each) => send(api.url, exampleRequest(each)),
  'auth.invalid_refresh': (_sent, each) => send(api.url, exampleRequest(each)),
  'auth.session_not_found': ({ headers }, each) =>
    send(api.url, { ...exampleRequest(each), headers }),
  'auth.email_taken': (_sent, each) => send(api.url, exampleRequest(each)),
  'service.busy': (sent) => whileBusy(() => send(api.url, sent)),
  'service.not_ready': (sent) => send(withoutDatabase, sent),
  'service.unavailable': async (sent, { id }) => {
    if (!id.startsWith('health.')) return send(withoutDatabase, sent)
    // Said to what has not come whole when a stop has waited long enough.
    const stopping = await startBeside({}, { graceMs: 20 })
    const answer = sendRaw(stopping.url, half(sent))
    await stopping.close()
    return answer
  },
}

/** The password that proves who calls, as it is not. */
function wrongPassword({ body = '' }: Sent): object {
  const name = body.includes('currentPassword') ? 'currentPassword' : 'password'
  return { [name]: 'not what was chosen' }
}

function sendWith(sent: Sent, headers: Record<string, string>): Promise<Answer> {
  return send(api.url, { ...sent, headers: { ...sent.headers, ...headers } })
}

function sendJson(sent: Sent, body: string): Promise<Answer> {
  return sendWith({ ...sent, body }, { 'content-type': 'application/json' })
}

function withKey(sent: Sent): Sent {
  return { ...sent, headers: { ...sent.headers, 'idempotency-key': randomUUID() } }
}

describe.each(operations)('$method $path', (each) => {
  test(`answers its examples by ${each.success}`, async () => {
    expect((await call(await prepare(each))).status).toBe(each.success)
  })

  test.each(each.codes)('refuses by %s', async (code) => {
    const provoke = provocations[code]
    if (!provoke) throw new Error(`Say here how ${code} comes about.`)
    const sent = await prepare(each)
    const answer = await provoke(sent, each)
    expectDescribed(answer, sent.method, sent.path)
    expect(answer.body).toMatchObject({ code })
  })
})

test.each(operations.filter(({ method }) => method === 'GET'))(
  '$path is answered by 304 to whoever has it already',
  async (each) => {
    const sent = await prepare(each)
    const etag = (await call(sent)).headers.get('etag') ?? ''
    const known = { ...sent, headers: { ...sent.headers, 'if-none-match': etag } }
    expect((await call(known)).status).toBe(304)
    expect((await call({ ...known, method: 'HEAD' })).status).toBe(304)
    expect((await call({ ...sent, method: 'HEAD' })).status).toBe(200)
  },
)

test.each(operations.filter(({ parameters }) => parameters.some(isKey)))(
  '$path answers a repetition as it did before, and refuses what is no key',
  async (each) => {
    const keyed = withKey(await prepare(each))
    const first = await call(keyed)
    const second = await call(keyed)
    expect(first.headers.has('idempotent-replayed')).toBe(false)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect([second.status, second.body]).toEqual([first.status, first.body])
    const answer = await call({ ...keyed, headers: { ...keyed.headers, 'idempotency-key': 'a b' } })
    expect(answer.body).toMatchObject({ code: 'request.invalid' })
  },
)

test('a change is made for whoever has read what there is', async () => {
  const update = await prepare(operation('users.updateMe'))
  const { headers } = await call({
    ...exampleRequest(operation('users.me')),
    headers: update.headers,
  })
  const etag = headers.get('etag') ?? ''
  const answer = await call({ ...update, headers: { ...update.headers, 'if-match': etag } })
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, etag])
})

test('in cookie mode the cookie goes both ways', async () => {
  const login = exampleRequest(operation('auth.login'))
  const inCookie = { 'x-session': 'cookie', origin: api.deps.env.appOrigins[0] ?? '' }
  const { headers } = await call({ ...login, headers: { ...login.headers, ...inCookie } })
  const [cookie = ''] = headers.get('set-cookie')?.split(';') ?? []
  const answer = await call({
    ...exampleRequest(operation('auth.refresh')),
    headers: { 'content-type': 'application/json', ...inCookie, cookie },
    body: '{}',
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-session=eyJ/)
})

test.each([
  ['no Host', 'GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  [
    'an expectation that nobody has',
    'GET /v1/health HTTP/1.1\r\nHost: a\r\nExpect: more\r\nConnection: close\r\n\r\n',
    200,
  ],
  [
    'two lengths',
    'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
    400,
  ],
  [
    'an upgrade',
    'GET /v1/health HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n',
    200,
  ],
])('what the server itself would say to %s is described, too', async (_what, text, status) => {
  const answer = await sendRaw(api.url, text)
  const [method = '', path = ''] = text.split(' ')
  expectDescribed(answer, method, path)
  expect(answer.status).toBe(status)
})

function isKey({ name }: { name?: string }): boolean {
  return name === 'Idempotency-Key'
}
