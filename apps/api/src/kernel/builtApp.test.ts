// The built app as the api serves it: its files, its addresses, what caches are told, and what stays the api's.
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { type Answer, startApi } from '@delete/api/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { parseEnv } from './env.ts'

const INDEX = '<!doctype html><title>Delete</title>'
const SCRIPT = `console.log('${'app '.repeat(500)}')`
const SECRET = 'lies beside the build'
const BROWSER =
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

const place = mkdtempSync(join(tmpdir(), 'delete-app-'))
const dist = join(place, 'dist')
afterAll(() => rmSync(place, { recursive: true }))

function plant(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, name)), { recursive: true })
    writeFileSync(join(dist, name), content)
  }
}

plant({
  'index.html': INDEX,
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'manifest.webmanifest': '{}',
  'sw.js': 'self.skipWaiting()',
  'model.unheard-of': 'bytes',
  'größe.txt': 'wide',
  'assets/app-1a2b.js': SCRIPT,
  'assets/app-1a2b.js.br': brotliCompressSync(SCRIPT),
  'assets/app-1a2b.js.gz': gzipSync(SCRIPT),
  'assets/app-1a2b.css': 'p{}',
  'archive.gz': gzipSync('an archive'),
  'v1/health': 'of the build',
  'v1/planted': 'of the build',
  'docs/planted.css': 'of the build',
  '.env': SECRET,
  '.vite/manifest.json': SECRET,
  '../secret.txt': SECRET,
})
symlinkSync(join(place, 'secret.txt'), join(dist, 'link.txt'))

const { servedApp, publicUrl, appUrl, appOrigins, corsOrigins } = parseEnv({
  SERVE_APP: dist,
  PUBLIC_URL: 'https://delete.example',
})
const api = await startApi({ servedApp, publicUrl, appUrl, appOrigins, corsOrigins })
const plain = await startApi()
const { hostname, port } = new URL(api.url)

interface Sent {
  status: number
  headers: Headers
  body: Buffer
}

/** Sends the path as it is written; fetch would tidy it. */
async function send(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Sent> {
  const sent = request({ hostname, port, path, method, headers }).end()
  const [res] = (await once(sent, 'response')) as [IncomingMessage]
  const fields = Object.entries(res.headers).map(([name, value]) => [name, String(value)])
  const body = Buffer.concat(await res.toArray())
  return { status: res.statusCode ?? 0, headers: new Headers(Object.fromEntries(fields)), body }
}

const problemOf = ({ status, headers, body }: Sent): object => ({
  status,
  type: headers.get('content-type'),
  cache: headers.get('cache-control'),
  code: JSON.parse(String(body)).code,
})
const NOT_FOUND = {
  status: 404,
  type: 'application/problem+json; charset=utf-8',
  cache: 'no-store',
  code: 'request.not_found',
}

test.each([
  ['/favicon.svg', 'image/svg+xml'],
  ['/manifest.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['/sw.js', 'text/javascript; charset=utf-8'],
  ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8'],
  ['/assets/app-1a2b.css', 'text/css; charset=utf-8'],
  ['/index.html', 'text/html; charset=utf-8'],
  ['/gr%C3%B6%C3%9Fe.txt', 'text/plain; charset=utf-8'],
  ['/model.unheard-of', 'application/octet-stream'],
  ['/archive.gz', 'application/gzip'],
])('%s is a file of the build, as %s', async (path, type) => {
  const { status, headers, body } = await send(`${path}?v=1`, { accept: '*/*' })
  expect([status, headers.get('content-type')]).toEqual([200, type])
  expect(body.length).toBe(Number(headers.get('content-length')))
  const head = await send(path, {}, 'HEAD')
  expect([head.status, head.body.length]).toEqual([200, 0])
  expect(head.headers.get('etag')).toBe(headers.get('etag'))
})

describe('an address of the app', () => {
  test.each([
    '/',
    '/login',
    '/verify-email',
    '/people/5f0c7a52-3b1e-4c1d-9d53-0a4f3f1f2b6a/',
    '/v1x',
  ])('%s is index.html to a browser that goes there', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await send(`${path}?a=/b.js`, { accept: BROWSER }, method)
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    }
    expect(String((await send(path, { accept: BROWSER })).body)).toBe(INDEX)
  })

  test.each(['*/*', 'application/json', 'application/json, text/html;q=0.5', 'image/*'])(
    'is not found by what takes %s',
    async (accept) => expect(problemOf(await send('/login', { accept }))).toEqual(NOT_FOUND),
  )

  test('is only read', async () =>
    expect(problemOf(await send('/login', { accept: BROWSER }, 'POST'))).toEqual(NOT_FOUND))

  test('leads to the docs where the app is served elsewhere', async () => {
    const { status, headers } = await fetch(plain.url, { redirect: 'manual' })
    expect([status, headers.get('location')]).toEqual([302, '/docs'])
  })
})

test.each(['/assets/gone.js', '/gone.png', '/assets/app-1a2b.js.map', '/assets/app-1a2b.js.br'])(
  '%s is no file of the build, and never index.html',
  async (path) => expect(problemOf(await send(path, { accept: BROWSER }))).toEqual(NOT_FOUND),
)

test.each([
  '/v1/nothing',
  '/v1',
  '/v1/planted',
  '/docs/nothing',
  '/docs/planted.css',
  '/outbox/nothing',
])('%s stays the api’s, and is not found', async (path) =>
  expect(problemOf(await send(path, { accept: BROWSER }))).toEqual(NOT_FOUND),
)

test('what the api answers, it still does', async () => {
  expect(JSON.parse(String((await send('/v1/health')).body))).toMatchObject({ status: 'ok' })
  expect((await send('/trpc/health.live')).headers.get('content-type')).toMatch(/json/)
  expect((await send('/trpc/nothing', { accept: BROWSER })).status).toBe(404)
  expect(String((await send('/docs', { accept: BROWSER })).body)).toContain('/docs/docs.js')
  expect((await send('/docs/errors', { accept: BROWSER })).status).toBe(200)
})

test('a file takes GET and HEAD alone', async () => {
  for (const path of ['/', '/sw.js']) {
    const post = await send(path, {}, 'POST')
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  }
})

describe('caches', () => {
  test('keep what has a hash in its name for good, and ask anew for the rest', async () => {
    const read = async (path: string): Promise<string | null> =>
      (await send(path)).headers.get('cache-control')
    for (const path of ['/assets/app-1a2b.js', '/assets/app-1a2b.css']) {
      expect(await read(path)).toBe('public, max-age=31536000, immutable')
    }
    for (const path of ['/', '/index.html', '/sw.js', '/favicon.svg', '/manifest.webmanifest']) {
      expect(await read(path)).toBe('no-cache')
    }
  })

  test.each(['/', '/login', '/sw.js', '/assets/app-1a2b.js'])(
    'that have %s already hear 304, with the same headers',
    async (path) => {
      const headers = { accept: BROWSER, 'accept-encoding': 'br' }
      const first = await send(path, headers)
      const etag = first.headers.get('etag') ?? ''
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      const again = await send(path, { ...headers, 'if-none-match': `"other", W/${etag}` })
      expect([again.status, again.body.length]).toEqual([304, 0])
      for (const name of ['etag', 'cache-control', 'vary', 'content-security-policy']) {
        expect(again.headers.get(name)).toBe(first.headers.get(name))
      }
      expect(again.headers.has('content-type')).toBe(false)
    },
  )

  test.each([
    ['br, gzip', 'br', brotliCompressSync(SCRIPT)],
    ['gzip', 'gzip', gzipSync(SCRIPT)],
    ['br;q=0, gzip', 'gzip', gzipSync(SCRIPT)],
    ['identity', null, Buffer.from(SCRIPT)],
  ])('for “%s” get the copy in %s', async (accepted, coding, bytes) => {
    const answer = await send('/assets/app-1a2b.js', { 'accept-encoding': accepted })
    expect(answer.headers.get('content-encoding')).toBe(coding)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('vary')).toBe('Origin, Accept-Encoding')
    expect(answer.body.equals(bytes)).toBe(true)
  })

  test('hear of no coding where the build has made none', async () => {
    const { headers } = await send('/', { 'accept-encoding': 'br, gzip' })
    expect([headers.get('content-encoding'), headers.get('vary')]).toEqual([null, 'Origin'])
  })
})

test('its files are as careful as all answers, but leave the policy to index.html, and are framed by nobody', async () => {
  for (const path of ['/', '/sw.js', '/assets/app-1a2b.js']) {
    const { headers } = await send(path)
    expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=/)
  }
})

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret',
  '/..%5csecret.txt',
  '/..\\secret.txt',
  '//secret.txt',
  '//evil.example/login',
  '/link.txt',
  '/.env',
  '/%2eenv',
  '/.vite/manifest.json',
  '/.git/config',
  '/.well-known/login',
  '/index.html%00',
  '/login%00',
  '/%ff',
  '/__proto__.js',
  '/assets/app-1a2b.js/',
  `/${'a'.repeat(5_000)}`,
  `/${'a/'.repeat(5_000)}`,
  `/${'a'.repeat(20_000)}`,
])('path %# leads to no file of the build, and so to none at all', async (path) => {
  for (const accept of ['*/*', BROWSER]) {
    const { status, headers, body } = await send(path, { accept })
    expect(status === 404 || status === 431).toBe(true)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(String(body)).not.toContain(SECRET)
  }
})

test('a folder is not listed', async () => {
  for (const path of ['/assets', '/assets/', '/.vite/'])
    expect(problemOf(await send(path))).toEqual(NOT_FOUND)
})

test('goes on as it was when the folder is built anew under it', async () => {
  rmSync(join(dist, 'assets/app-1a2b.js'))
  expect(String((await send('/assets/app-1a2b.js')).body)).toBe(SCRIPT)
})

test('an app at the api’s own origin keeps its session in a cookie, and no other page does', async () => {
  const body = { email: 'ada@example.com', password: 'correct horse battery staple', name: 'Ada' }
  const signUp = (origin: string, site: string): Promise<Answer> =>
    api.rest('POST', '/v1/auth/signup', body, {
      'x-session': 'cookie',
      origin,
      'sec-fetch-site': site,
    })
  expect((await signUp('https://blog.delete.example', 'same-site')).status).toBe(403)
  const ours = await signUp(publicUrl, 'same-origin')
  expect(ours.status).toBe(201)
  expect(ours.headers.get('set-cookie')).toMatch(/^__Host-session=/)
})

test('without an index.html the start is refused with a sentence that says what to do', () => {
  for (const folder of [join(place, 'nowhere'), place, join(place, 'secret.txt')]) {
    expect(() => createApp({ ...api.deps, env: { ...api.deps.env, servedApp: folder } })).toThrow(
      `The settings are not right:\n  SERVE_APP must be the folder of a built app, but ${folder} has no index.html; build the app first: pnpm build`,
    )
  }
})

test('the log names files, and no path as it was sent', () => {
  const routes = api.log.map((line) => JSON.parse(line).route)
  expect(routes).toEqual(expect.arrayContaining(['/index.html', '/sw.js']))
  expect(api.log.join('\n')).not.toMatch(/people|secret|nothing/)
})
