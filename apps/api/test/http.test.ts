// HTTP as it should be, at both doors and for the documents: methods, conditions, types, caches, and what browsers are told.
import { request } from 'node:http'
import { connect } from 'node:net'
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const https = await startApi({ publicUrl: 'https://api.trydelete.app' })

const { tokens } = await api.signUp()
const bearer = { authorization: `Bearer ${tokens.accessToken}` }
const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
  api.rest('GET', path, undefined, { ...bearer, ...headers })
const read = async (method: string, path: string, headers = {}): Promise<Response> =>
  fetch(`${api.url}${path}`, { method, headers, redirect: 'manual' })

describe('ETags', () => {
  test.each(['/v1/health', '/v1/ready', '/v1/users/me', '/v1/auth/sessions', '/v1/auth/events'])(
    'spare whoever has %s already from getting it again',
    async (path) => {
      const first = await get(path)
      const etag = first.headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, `"other" ,W/${etag}`, '*']) {
        const again = await get(path, { 'if-none-match': known })
        expect([again.status, again.body]).toEqual([304, undefined])
        expect(again.headers.get('etag')).toBe(etag)
        expect(again.headers.get('content-type')).toBeNull()
        expect(again.headers.get('cache-control')).toBe('no-store')
      }
      for (const other of ['"other"', etag.slice(1, -1), 'W/"other"', ',']) {
        expect((await get(path, { 'if-none-match': other })).status).toBe(200)
      }
      const head = await read('HEAD', path, { ...bearer, 'if-none-match': etag })
      expect(head.status).toBe(304)
    },
  )

  test('differ when what they name does', async () => {
    const { tokens, email, password } = await api.signUp()
    const headers = { authorization: `Bearer ${tokens.accessToken}` }
    const before = await api.rest('GET', '/v1/auth/sessions', undefined, headers)
    await api.rest('POST', '/v1/auth/login', { email, password })
    const known = { ...headers, 'if-none-match': before.headers.get('etag') ?? '' }
    const after = await api.rest('GET', '/v1/auth/sessions', undefined, known)
    expect(after.status).toBe(200)
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  })

  test('are told after the caller is known: a tag opens nothing', async () => {
    const answer = await api.rest('GET', '/v1/users/me', undefined, { 'if-none-match': '*' })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('etag')).toBeNull()
  })
})

describe('Accept', () => {
  test.each([
    ['*/*', 200],
    ['application/json', 200],
    ['application/*;q=0.1', 200],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 200],
    ['application/json; charset=utf-8', 200],
    ['text/html', 406],
    ['application/xml, text/*', 406],
    ['application/json;q=0, text/plain', 406],
    ['nonsense', 406],
  ])('%s hears %s', async (accept, status) => {
    const answer = await get('/v1/users/me', { accept })
    expect(answer.status).toBe(status)
    if (status === 200) return
    expect(answer.body).toMatchObject({ code: 'request.not_acceptable' })
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  })

  test('is read before anything is done', async () => {
    const body = { email: 'unheard@example.com', password: 'correct horse', name: 'Ada' }
    const answer = await api.rest('POST', '/v1/auth/signup', body, { accept: 'text/html' })
    expect(answer.status).toBe(406)
    expect(await api.db.user.count({ where: { email: body.email } })).toBe(0)
  })
})

describe('methods', () => {
  test.each([
    ['/v1/health', 'GET, HEAD, OPTIONS'],
    ['/v1/users/me', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['/v1/auth/login', 'POST, OPTIONS'],
    ['/v1/auth/sessions/5f0c7a52-3b1e-4c1d-9d53-0a4f3f1f2b6a', 'DELETE, OPTIONS'],
    ['/v1/openapi.json', 'GET, HEAD, OPTIONS'],
    ['/docs', 'GET, HEAD, OPTIONS'],
    ['/docs/errors', 'GET, HEAD, OPTIONS'],
    ['/', 'GET, HEAD, OPTIONS'],
    ['/trpc/users.me', 'GET, HEAD, POST, OPTIONS'],
  ])('of %s are %s', async (path, allow) => {
    const options = await read('OPTIONS', path, { origin: 'http://localhost:5173' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow])
    expect(await options.text()).toBe('')
    const put = await read('PUT', path)
    expect([put.status, put.headers.get('allow')]).toEqual([405, allow])
    expect(await put.text()).toContain('request.method_not_allowed')
  })

  test('of what is not there are none', async () => {
    expect((await read('OPTIONS', '/v1/nothing')).status).toBe(404)
  })

  test('HEAD says what GET says, but for the body', async () => {
    for (const path of ['/v1/users/me', '/v1/openapi.json', '/docs/errors', '/v1/nothing']) {
      const [get, head] = [await read('GET', path, bearer), await read('HEAD', path, bearer)]
      expect(await head.text()).toBe('')
      const omitted = new Set(['x-request-id', 'date', 'connection', 'keep-alive'])
      const listed = ({ headers }: Response): unknown =>
        [...headers].filter(([name]) => !omitted.has(name))
      expect([head.status, listed(head)]).toEqual([get.status, listed(get)])
    }
  })
})

describe('what pages on other origins are told', () => {
  test('a preflight is answered, and kept for a day', async () => {
    const answer = await read('OPTIONS', '/v1/users/me', {
      origin: 'http://localhost:5173',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type,if-match,idempotency-key',
    })
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:5173',
      'access-control-allow-methods': expect.stringContaining('PATCH'),
      'access-control-allow-headers': 'authorization,content-type,if-match,idempotency-key',
      'access-control-max-age': '86400',
      vary: 'Origin, Access-Control-Request-Headers',
    })
  })

  test('they may read what they need to come back', async () => {
    const answer = await read('GET', '/v1/health', { origin: 'http://localhost:5173' })
    const exposed = answer.headers.get('access-control-expose-headers')?.split(',') ?? []
    for (const name of ['ETag', 'Idempotent-Replayed', 'Retry-After', 'X-Request-Id']) {
      expect(exposed).toContain(name)
    }
  })
})

const paths = ['/v1/health', '/v1/users/me', '/v1/nothing', '/trpc/users.me', '/v1/openapi.json']

test.each([...paths, '/docs', '/docs/errors', '/docs/swagger-ui.css'])(
  '%s is careful with what it says, and to whom',
  async (path) => {
    for (const { headers } of [await read('GET', path, bearer), await read('DELETE', path)]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('x-powered-by')).toBeNull()
      expect(headers.get('vary')).toMatch(/(^|, )Origin($|,)/)
      // Over plain HTTP it would be ignored, and on a laptop it would be wrong.
      expect(headers.get('strict-transport-security')).toBeNull()
    }
  },
)

test('what belongs to a member is kept by no cache; what is the same for all is, and asked for anew', async () => {
  for (const path of ['/v1/users/me', '/v1/auth/sessions', '/trpc/users.me', '/v1/nothing']) {
    expect((await read('GET', path, bearer)).headers.get('cache-control')).toBe('no-store')
  }
  for (const path of ['/v1/openapi.json', '/docs', '/docs/errors', '/docs/swagger-ui.css']) {
    expect((await read('GET', path)).headers.get('cache-control')).toBe('no-cache')
  }
})

test('where it is reached by HTTPS, it is from then on', async () => {
  const { headers } = await https.rest('GET', '/v1/health')
  expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
})

describe('a caller who sends everything before it reads, and asks for the connection to be closed', () => {
  test.each([
    ['POST', '/v1/auth/login', 'application/json', 413],
    ['POST', '/v1/auth/login', 'text/plain', 415],
    ['POST', '/v1/nothing', 'application/json', 404],
    ['PUT', '/v1/auth/login', 'application/json', 405],
    ['POST', '/trpc/auth.login', 'application/json', 413],
    ['POST', '/docs', 'application/json', 405],
  ])('%s %s with 8 MB of %s hears %d', async (method, path, type, status) => {
    const { hostname, port } = new URL(api.url)
    const socket = connect({ host: hostname, port: Number(port) })
    const body = Buffer.alloc(8_000_000, ' ')
    socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await new Promise((resolve, reject) => {
      socket.write(body, (error) => (error ? reject(error) : resolve(undefined)))
    })
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

test.each([
  ['two hosts', 'Host: a\r\nHost: b\r\nTransfer-Encoding: chunked\r\n', 400],
  ['a body in a coding of its own', 'Host: a\r\nTransfer-Encoding: gzip, chunked\r\n', 400],
  ['a body in chunks', 'Host: a\r\nTransfer-Encoding: Chunked\r\n', 401],
])('%s', async (_what, headers, status) => {
  const { hostname, port } = new URL(api.url)
  const socket = connect({ host: hostname, port: Number(port) })
  const body = JSON.stringify({ refreshToken: 'none' })
  socket.end(
    `POST /v1/auth/refresh HTTP/1.1\r\n${headers}Connection: close\r\nContent-Type: application/json\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  )
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
})

test('a request that could not be read is answered as carefully', async () => {
  const { hostname, port } = new URL(api.url)
  const headers = await new Promise((resolve, reject) => {
    const huge = { 'x-huge': 'x'.repeat(20_000) }
    const sent = request({ hostname, port, path: '/v1/health', headers: huge }, (res) => {
      res.resume()
      resolve({ status: res.statusCode, ...res.headers })
    })
    sent.once('error', reject).end()
  })
  expect(headers).toMatchObject({
    status: 431,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})
