// What careless and hostile callers send, to both doors: a clear 4xx, never a 5xx, never an echo.
import { request } from 'node:http'
import { connect } from 'node:net'
import { startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()

const JSON_TYPE = { 'content-type': 'application/json' }
const MARK = 'mark-of-the-caller'
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const doors = [
  ['REST', '/v1/auth/login'],
  ['tRPC', '/trpc/auth.login'],
] as const

interface Sent {
  status: number
  headers: Headers
  text: string
}

async function send(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Sent> {
  const response = await fetch(`${api.url}${path}`, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The code and request id of a refusal, wherever the door puts them. */
function read({ text }: Sent): { code: string; requestId: string } {
  const body = JSON.parse(text)
  return body.error?.data ?? body
}

describe.each(doors)('the %s door', (_door, path) => {
  test('answers before a body far beyond the limit has arrived', async () => {
    const body = Buffer.alloc(20_000_000, ' ')
    expect((await send(path, { method: 'POST', headers: JSON_TYPE, body })).status).toBe(413)
  })

  test.each([
    ['JSON cut short', `{"email":"${MARK}`, 400, 'request.malformed'],
    ['no JSON at all', MARK, 400, 'request.malformed'],
    ['JSON nested 50,000 deep', deep, 400, 'request.malformed'],
    ['deep nesting in a field', `{"email":${deep},"password":"x"}`, 400, 'request.malformed'],
    [
      'a NUL character',
      `{"email":"a@example.com","password":"${MARK}\\u0000"}`,
      400,
      'request.malformed',
    ],
    [
      'a lone surrogate',
      `{"email":"a@example.com","password":"${MARK}\\ud800"}`,
      400,
      'request.malformed',
    ],
    [
      'a NUL character in a key',
      `{"email":"a@example.com","password":"x","\\u0000":1}`,
      400,
      'request.malformed',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"email":"a@example.com","password":"\xff"}', 'latin1'),
      400,
      'request.malformed',
    ],
    ['more values than any contract has', `[${'0,'.repeat(20_000)}0]`, 400, 'request.malformed'],
    [
      'text that takes long to normalise',
      `{"email":"a@example.com","password":"a${'\u0301'.repeat(70_000)}${'\u0316'.repeat(70_000)}"}`,
      400,
      'request.invalid',
    ],
    ['a list', `["${MARK}"]`, 400, 'request.invalid'],
    ['a string', `"${MARK}"`, 400, 'request.invalid'],
    ['null', 'null', 400, 'request.invalid'],
    ['a number too large for a double', '1e999', 400, 'request.invalid'],
    ['wrong types', `{"email":["${MARK}"],"password":{"a":"${MARK}"}}`, 400, 'request.invalid'],
    [
      'a polluted prototype',
      `{"__proto__":{"email":"a@example.com","password":"${MARK}"}}`,
      400,
      'request.invalid',
    ],
    ['more than a megabyte', `{"email":"${'x'.repeat(1_000_001)}"}`, 413, 'request.too_large'],
  ])('refuses %s', async (_what, body, status, code) => {
    const answer = await send(path, { method: 'POST', headers: JSON_TYPE, body })
    expect(answer.status).toBe(status)
    expect(read(answer).code).toBe(code)
    expect(answer.headers.get('content-type')).toMatch(/^application\/(problem\+)?json/)
    expect(answer.headers.get('x-request-id')).toBe(read(answer).requestId)
    expect(answer.text).not.toContain(MARK)
    expect(answer.text).not.toMatch(/\bat .*\.ts|node_modules/)
  })

  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['bytes', { 'content-type': 'application/octet-stream' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['a nonsense type', { 'content-type': MARK }],
  ])('refuses %s as an unsupported media type', async (_what, headers) => {
    const answer = await send(path, { method: 'POST', headers, body: '{}' })
    expect(answer.status).toBe(415)
    expect(read(answer).code).toBe('request.unsupported_media_type')
    expect(answer.text).not.toContain(MARK)
  })

  test('takes JSON in UTF-8 however the header is written', async () => {
    const headers = { 'content-type': 'Application/JSON ; Charset="UTF-8"' }
    expect((await send(path, { method: 'POST', headers, body: '{}' })).status).toBe(400)
  })

  test('keeps a body that never announced its size within the limit', async () => {
    const chunk = new Uint8Array(100_000).fill(32)
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 20; sent += 1) controller.enqueue(chunk)
        controller.close()
      },
    })
    const answer = await send(path, {
      method: 'POST',
      headers: JSON_TYPE,
      body,
      duplex: 'half',
    })
    expect(answer.status).toBe(413)
  })

  test('survives callers that leave in the middle of their body', async () => {
    await new Promise<void>((resolve) => {
      const leaving = request(`${api.url}${path}`, {
        method: 'POST',
        headers: { ...JSON_TYPE, 'content-length': '1000' },
      })
      leaving.on('error', () => resolve())
      leaving.write('{"email":', () => leaving.destroy(new Error('gone')))
    })
    expect((await send('/v1/health')).status).toBe(200)
  })
})

describe('paths and methods', () => {
  test.each([
    ['/v1/nothing', 'request.not_found'],
    ['/v1/auth/login/', 'request.not_found'],
    ['/v1//auth/login', 'request.not_found'],
    ['/v1/%ff', 'request.not_found'],
    ['/trpc/nothing', 'request.not_found'],
    ['/trpc//user:secret@host/health.live', 'request.not_found'],
    ['/trpc/\\user:secret@host/health.live', 'request.not_found'],
    ['/trpc/__proto__', 'request.not_found'],
    ['/trpc/constructor', 'request.not_found'],
    ['/elsewhere', 'request.not_found'],
  ])('answers 404 at %s', async (path, code) => {
    const answer = await send(path)
    expect(answer.status).toBe(404)
    expect(read(answer).code).toBe(code)
  })

  test('answers 405 with Allow', async () => {
    const wrong = [
      await send('/v1/auth/login'),
      await send('/v1/users/me', { method: 'PUT' }),
      await send('/trpc/auth.login'),
      await send('/trpc/health.live', { method: 'POST', headers: JSON_TYPE, body: '{}' }),
      await send('/trpc/health.live', { method: 'DELETE' }),
      await send('/v1/openapi.json', { method: 'POST' }),
    ]
    expect(wrong.map(({ status }) => status)).toEqual([405, 405, 405, 405, 405, 405])
    expect(wrong.map(({ headers }) => headers.get('allow'))).toEqual([
      'POST, OPTIONS',
      'GET, HEAD, PATCH, DELETE, OPTIONS',
      'POST, OPTIONS',
      'GET, HEAD, OPTIONS',
      'GET, HEAD, POST, OPTIONS',
      'GET, HEAD, OPTIONS',
    ])
  })

  test('answers HEAD as GET, without the body', async () => {
    for (const path of ['/v1/health', '/trpc/health.live', '/v1/openapi.json', '/v1/users/me']) {
      const [get, head] = [await send(path), await send(path, { method: 'HEAD' })]
      expect(head.status).toBe(get.status)
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
      expect(head.text).toBe('')
    }
  })

  test.each([
    [
      'a method that fetch does not know',
      'TRACE /trpc/health.live HTTP/1.1\r\nHost: localhost\r\n\r\n',
      405,
    ],
    ['a Host with a password', 'GET /trpc/health.live HTTP/1.1\r\nHost: a:b@c\r\n\r\n', 200],
    ['an asterisk as its target', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 204],
    [
      'a type for a body that a GET does not have',
      'GET /trpc/health.live HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data\r\n\r\n',
      200,
    ],
    ['a broken Host', 'GET /trpc/health.live HTTP/1.1\r\nHost: [\r\n\r\n', 200],
    [
      'a whole URL as its target',
      'GET http://a:b@c/trpc/health.live HTTP/1.1\r\nHost: localhost\r\n\r\n',
      200,
    ],
    ['no Host', 'GET /v1/health HTTP/1.1\r\n\r\n', 400],
    ['an expectation', 'GET /v1/health HTTP/1.1\r\nHost: a\r\nExpect: the best\r\n\r\n', 200],
    ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a broken escape in a path', 'GET /trpc/%ff HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ])('stays below 500 for %s', async (_what, raw, status) => {
    expect(await statusOfRaw(raw)).toBe(status)
  })
})

test('refuses a query input that is no JSON', async () => {
  const answer = await send(`/trpc/users.me?input=${MARK}`)
  expect(answer.status).toBe(400)
  expect(read(answer).code).toBe('request.malformed')
  expect(answer.text).not.toContain(MARK)
})

describe('batches', () => {
  test('carry each header once, however many of their calls are refused', async () => {
    const { status, headers } = await send('/trpc/users.me,users.me?batch=1')
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  const batch = (calls: number): Promise<Sent> => {
    const names = Array.from({ length: calls }, () => 'auth.signup').join(',')
    const body = Object.fromEntries(
      Array.from({ length: calls }, (_, index) => [
        index,
        { email: `batch${index}@example.com`, password: 'correct horse', name: 'Ada' },
      ]),
    )
    return send(`/trpc/${names}?batch=1`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    })
  }

  test('of 400 calls are refused before any of them runs', async () => {
    const answer = await batch(400)
    expect(answer.status).toBe(400)
    expect(read(answer).code).toBe('request.batch_too_large')
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(await api.db.user.count({ where: { email: { startsWith: 'batch' } } })).toBe(0)
  })

  test('of 20 are the largest that run', async () => {
    expect((await batch(20)).status).toBe(200)
    expect((await batch(21)).status).toBe(400)
  })
})

describe('callers from web pages', () => {
  test('only the pages of the settings may read an answer, and caches keep the answers apart', async () => {
    for (const path of ['/v1/health', '/trpc/health.live']) {
      const ours = await send(path, { headers: { origin: 'http://localhost:5173' } })
      expect(ours.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
      expect(ours.headers.get('vary')).toMatch(/\bOrigin\b/)
      const foreign = await send(path, { headers: { origin: 'https://evil.example' } })
      expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

test('a request id of the caller is kept when it is a plain word, and replaced when it is not', async () => {
  const kept = await send('/v1/nothing', { headers: { 'x-request-id': 'order-66' } })
  expect([kept.headers.get('x-request-id'), read(kept).requestId]).toEqual(['order-66', 'order-66'])
  for (const id of ['<script>', 'x'.repeat(65), '192.0.2.1', 'eyJhbGciOi.eyJzdWIi.c2ln']) {
    const replaced = await send('/v1/nothing', { headers: { 'x-request-id': id } })
    expect(read(replaced).requestId).toMatch(/^[\da-f-]{36}$/)
  }
})

test('none of this was a fault of ours', () => {
  expect(api.log.map((line) => JSON.parse(line)).filter(({ level }) => level > 30)).toEqual([])
})

function statusOfRaw(raw: string): Promise<number> {
  const { hostname, port } = new URL(api.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(raw))
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}
