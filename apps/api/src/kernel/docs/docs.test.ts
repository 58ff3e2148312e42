// The interactive page: all that it loads is served from here, and nothing else may be loaded.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'

const { url } = await startApi()
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
    '/docs/versioning': 'text/plain',
    '/v1/openapi.json': 'application/json',
  })
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
