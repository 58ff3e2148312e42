// The interactive page: all that it loads is served from here, and nothing else may be loaded.
import { startApi } from '@delete/api/testing'
import express from 'express'
import { expect, test } from 'vitest'
import { serveDocument } from '../documents.ts'
import { listen } from '../listener.ts'

const { url, deps } = await startApi()
const page = await fetch(`${url}/docs`)
const html = await page.text()
const links = [...html.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, link = '']) => link)

test('is a page that may load nothing from anywhere else', () => {
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toMatch(/^default-src 'none'/)
  expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(html).not.toMatch(/https?:/)
})

test('a document that could not be made is made when it is asked for again', async () => {
  let tries = 0
  const make = (): string => {
    tries += 1
    if (tries === 1) throw new Error('EMFILE')
    return 'made'
  }
  const app = express().get('/', serveDocument({ type: 'txt', make }))
  const { port, close } = await listen(app, deps)
  const get = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/`)
  expect((await get()).status).toBe(500)
  expect(await (await get()).text()).toBe('made')
  await get()
  expect(tries).toBe(2)
  await close()
})

test('all that it names is served, with its type', async () => {
  const types = await Promise.all(
    links.map(async (link) => {
      const { ok, headers } = await fetch(url + link)
      return [link, ok && headers.get('content-type')?.split(';')[0]]
    }),
  )
  expect(Object.fromEntries(types)).toEqual({
    '/docs/docs.css': 'text/css',
    '/docs/docs.js': 'text/javascript',
    '/docs/favicon-32x32.png': 'image/png',
    '/docs/swagger-ui-bundle.js': 'text/javascript',
    '/docs/swagger-ui.css': 'text/css',
    '/docs/errors': 'text/html',
    '/v1/openapi.json': 'application/json',
  })
})

test('a browser that has a file is told that it is still right', async () => {
  const first = await fetch(`${url}/docs/swagger-ui.css`)
  const etag = first.headers.get('etag') ?? ''
  expect(first.headers.get('cache-control')).toBe('no-cache')
  // Left to itself, fetch would ask for a whole answer.
  const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' }
  const again = await fetch(`${url}/docs/swagger-ui.css`, { headers })
  expect(again.status).toBe(304)
})

test.each([
  ['GET', '/docs/', 200],
  ['GET', '/', 200],
  ['HEAD', '/docs', 200],
  ['POST', '/docs', 405],
  ['DELETE', '/docs/docs.js', 405],
  ['GET', '/docs/page.ts', 404],
  ['GET', '/docs/..%2fpage.ts', 404],
  ['GET', '/docs/%E0%A4', 404],
])('%s %s is answered with %i', async (method, path, status) => {
  const headers = { range: 'bytes=99999999-', 'if-match': '"other"' }
  expect((await fetch(url + path, { method, headers })).status).toBe(status)
})
