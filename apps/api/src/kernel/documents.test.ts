// Documents as callers fetch them: compressed where they take that, kept, and not sent twice.
import { startApi } from '@delete/api/testing'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { serveDocument } from './documents.ts'
import { listen } from './listener.ts'

const { url, deps } = await startApi()
const DOCUMENT = '/v1/openapi.json'
const CHROMIUM = {
  'accept-encoding': 'gzip, deflate, br, zstd',
  accept:
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
}
const LARGE = [DOCUMENT, '/docs/errors', '/docs/swagger-ui-bundle.js', '/docs/swagger-ui.css']
const SMALL = ['/docs', '/docs/docs.css', '/docs/docs.js', '/docs/favicon-32x32.png']

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url + path, { headers: { 'accept-encoding': 'identity', ...headers } })

const lengthOf = ({ headers }: Response): number => Number(headers.get('content-length'))

describe('a coding', () => {
  test.each(LARGE)('of %s saves more than half, and holds the same', async (path) => {
    const plain = await get(path)
    const text = await plain.text()
    for (const coding of ['gzip', 'br']) {
      const answer = await get(path, { 'accept-encoding': coding })
      expect(answer.headers.get('content-encoding')).toBe(coding)
      expect(lengthOf(answer) * 2).toBeLessThan(lengthOf(plain))
      expect(answer.headers.get('content-type')).toBe(plain.headers.get('content-type'))
      expect(await answer.text()).toBe(text)
    }
  })

  test.each(SMALL)('of %s would save nothing', async (path) => {
    const { headers } = await get(path, CHROMIUM)
    expect(headers.has('content-encoding')).toBe(false)
    expect(headers.get('vary')).not.toMatch(/accept-encoding/i)
  })

  test.each([
    [CHROMIUM['accept-encoding'], 'br'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br ; q=0.8,gzip;q=0.8', 'br'],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=0.5, identity;q=0.1', 'gzip'],
    ['identity', null],
    ['deflate, zstd', null],
    ['gzip;q=0', null],
    ['*;q=0', null],
    ['identity;q=0, br;q=0, gzip;q=0', null],
    ['gzip, gzip;q=nonsense, ;;,=', 'gzip'],
  ])('for “%s” is %s', async (accepted, coding) => {
    const { status, headers } = await get(DOCUMENT, { 'accept-encoding': accepted })
    expect([status, headers.get('content-encoding')]).toEqual([200, coding])
    expect(headers.get('vary')).toMatch(/accept-encoding/i)
  })
})

test.each([...LARGE, ...SMALL])(
  'a caller that has %s is told that it is still right',
  async (path) => {
    const tags = new Set<string>()
    for (const coding of ['identity', 'gzip', 'br']) {
      const accepted = { 'accept-encoding': coding }
      const { headers } = await get(path, accepted)
      const tag = headers.get('etag') ?? ''
      tags.add(tag)
      expect(tag).toMatch(/^"[\w-]{22}"$/)
      expect(headers.get('cache-control')).toBe('no-cache')
      // Beside If-None-Match, fetch sends "Cache-Control: no-cache".
      for (const known of [tag, `"other", W/${tag}`, '*']) {
        const again = await get(path, { ...accepted, 'if-none-match': known })
        expect([again.status, await again.text()]).toEqual([304, ''])
        for (const name of ['etag', 'cache-control', 'vary', 'content-security-policy']) {
          expect(again.headers.get(name)).toBe(headers.get(name))
        }
        expect(again.headers.has('content-encoding')).toBe(false)
      }
      for (const other of ['"other"', tag.slice(1, -1), '']) {
        expect((await get(path, { ...accepted, 'if-none-match': other })).status).toBe(200)
      }
    }
    expect(tags.size).toBe(LARGE.includes(path) ? 3 : 1)
  },
)

test.each([...LARGE, ...SMALL])('HEAD of %s says what GET would', async (path) => {
  const whole = await get(path, CHROMIUM)
  const head = await fetch(url + path, { method: 'HEAD', headers: CHROMIUM })
  expect([head.status, await head.text()]).toEqual([200, ''])
  for (const name of ['content-length', 'content-encoding', 'content-type', 'etag', 'vary']) {
    expect(head.headers.get(name)).toBe(whole.headers.get(name))
  }
})

test.each([
  [DOCUMENT, 'application/json', 200],
  [DOCUMENT, 'application/*;q=0.1', 200],
  [DOCUMENT, CHROMIUM.accept, 200],
  [DOCUMENT, 'text/html', 406],
  [DOCUMENT, 'application/json;q=0, */*', 406],
  ['/docs', CHROMIUM.accept, 200],
  ['/docs', 'application/json', 406],
  ['/docs/errors', 'text/*', 200],
  ['/docs/errors', 'image/png', 406],
  ['/docs/swagger-ui.css', 'text/css,*/*;q=0.1', 200],
  ['/docs/swagger-ui.css', 'image/*', 406],
])('%s for callers that take %s is answered with %i', async (path, accept, status) => {
  const answer = await get(path, { accept })
  expect(answer.status).toBe(status)
  if (status === 406) {
    expect(await answer.json()).toMatchObject({ code: 'request.not_acceptable' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  }
})

test.each([
  ['OPTIONS', 204],
  ['POST', 405],
  ['DELETE', 405],
])('%s is answered with %i and with what it takes', async (method, status) => {
  for (const path of [...LARGE, ...SMALL]) {
    const answer = await fetch(url + path, { method })
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, 'GET, HEAD, OPTIONS'])
  }
})

test('one that could not be made is made when it is asked for again', async () => {
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
