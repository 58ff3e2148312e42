// The catalogue of errors: each code is said somewhere, and explained where a problem's `type` leads.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startApi } from '@delete/api/testing'
import { type ErrorCode, errors } from '@delete/schemas/errors'
import { expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { operationsOf } from './examples.ts'

const api = await startApi()
const codes = Object.keys(errors) as ErrorCode[]

/** What no operation of the document says: paths, tRPC's own, and faults of ours. */
const OUTSIDE_OPERATIONS: ErrorCode[] = [
  'internal',
  'request.batch_too_large',
  'request.method_not_allowed',
  'request.not_found',
  'request.not_streamed',
]

test('no code is unused', () => {
  const root = join(import.meta.dirname, '../src')
  const sources = globSync('**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !path.startsWith(join('kernel', 'openapi')))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
  // To compare with a code is not to say it.
  const isSaid = (code: string): boolean => new RegExp(`(?<![!=]== )'${code}'`).test(sources)
  expect(codes.filter((code) => !isSaid(code))).toEqual([])
  expect(isSaid('request.nothing')).toBe(false)
})

test('every code is one that some operation lists, or belongs to none', async () => {
  const { body } = await api.rest('GET', '/v1/openapi.json')
  const listed = operationsOf(body as oas31.OpenAPIObject).flatMap((each) => each.codes)
  expect([...new Set([...listed, ...OUTSIDE_OPERATIONS])].toSorted()).toEqual(codes.toSorted())
  expect(OUTSIDE_OPERATIONS.filter((code) => listed.includes(code))).toEqual([])
})

test('the `type` of a problem leads to its entry, with its status and what to do', async () => {
  const { body } = await api.rest('GET', '/v1/nothing')
  const { type, code, title, detail } = body as Record<string, string>
  const { origin, pathname, hash } = new URL(type ?? '')
  expect([origin, hash]).toEqual([api.deps.env.publicUrl, `#${code}`])
  const page = await fetch(`${api.url}${pathname}`)
  expect(page.headers.get('content-security-policy')).not.toContain('script-src')
  const text = await page.text()
  expect(entryOf(text, code ?? '')).toMatch(new RegExp(`404 Not Found.*${title}.*${detail}`, 's'))
  for (const code of codes) {
    const { status, title } = errors[code]
    expect(entryOf(text, code)).toMatch(new RegExp(`>${status} .*${title}`, 's'))
  }
  expect(entryOf(text, 'auth.unauthenticated')).toContain('Bearer &lt;accessToken&gt;')
})

function entryOf(page: string, code: string): string {
  return page.split(`<article id="${code}">`)[1]?.split('</article>', 1)[0] ?? ''
}
