// The check of answers against the document: each kind of thing that is not described makes it fail.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { describedBy } from './described.ts'

const api = await startApi()
const document = (await api.rest('GET', '/v1/openapi.json')).body as oas31.OpenAPIObject

const expectDescribed = describedBy(document)
const fine = {
  status: 200,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': 'a',
    etag: '"b"',
  },
  body: { status: 'ok', version: '1' } as unknown,
}
interface Planted {
  status: number
  headers: Record<string, string>
  body: unknown
}
const check = ({ headers, ...answer }: Planted): void =>
  expectDescribed({ ...answer, headers: new Headers(headers) }, 'GET', '/v1/health?a=b')
const problem = {
  type: 'http://localhost/docs/errors#request.malformed',
  title: 'a',
  status: 400,
  detail: 'b',
  code: 'request.malformed',
  issues: [],
  requestId: 'a',
}
const refused = {
  status: 400,
  headers: { 'content-type': 'application/problem+json', 'x-request-id': 'a' },
  body: problem,
}

test.each<[what: string, answer: Planted, fault: string]>([
  ['a status', { ...fine, status: 201 }, 'its status is not described'],
  ['a field', { ...fine, body: { status: 'ok', version: '1', host: 'a' } }, 'additionalProperty'],
  ['a missing field', { ...fine, body: { status: 'ok' } }, "required property 'version'"],
  ['a type', { ...fine, body: { status: 'ok', version: 1 } }, 'must be string'],
  ['a header', { ...fine, headers: { ...fine.headers, 'x-powered-by': 'a' } }, 'x-powered-by is'],
  ['a missing header', { ...fine, headers: { 'content-type': 'application/json' } }, 'missing'],
  [
    'a media type',
    { ...fine, headers: { ...fine.headers, 'content-type': 'text/html' } },
    'text/html',
  ],
  ['an etag', { ...fine, headers: { ...fine.headers, etag: 'b' } }, 'etag must match pattern'],
  ['a code', { ...refused, body: { ...problem, code: 'auth.email_taken' } }, 'is none of'],
  ['another status', { ...refused, body: { ...problem, status: 401 } }, 'the body says 401'],
  ['another id', { ...refused, body: { ...problem, requestId: 'b' } }, 'the request ids differ'],
])('%s that is not described fails', (_what, answer, fault) => {
  expect(() => check(fine)).not.toThrow()
  expect(() => check(refused)).not.toThrow()
  expect(() => check(answer)).toThrow(fault)
})

test('what is said where there is no operation is held to the shape of problems', () => {
  const headers = new Headers(refused.headers)
  const answer = { ...refused, headers, status: 404, body: { ...problem, status: 404 } }
  expect(() => expectDescribed(answer, 'GET', '/v1/nothing')).not.toThrow()
  expect(() => expectDescribed({ ...answer, body: {} }, 'GET', '/v1/nothing')).toThrow('required')
  const notAllowed = { ...answer, status: 405, body: { ...problem, status: 405 } }
  expect(() => expectDescribed(notAllowed, 'PUT', '/v1/health')).toThrow('Allow is missing')
  expect(() => expectDescribed({ ...answer, status: 500 }, 'GET', '/v1/nothing')).toThrow(
    'no such operation',
  )
})
