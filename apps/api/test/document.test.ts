// The OpenAPI document as linters and generators read it: no rule broken, and nothing without a name, a word and an example.
import { startApi } from '@delete/api/testing'
import { limits } from '@delete/schemas/limits'
import { expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { createOpenApiDocument } from '../src/kernel/openapi/document.ts'
import { appRouter } from '../src/router.ts'
import { operationsOf } from './examples.ts'
import { lintByRedocly, lintBySpectral } from './linters.ts'

const api = await startApi()
const document = (await api.rest('GET', '/v1/openapi.json')).body as oas31.OpenAPIObject

test.each([
  ['Redocly', lintByRedocly],
  ['Spectral', lintBySpectral],
])('%s finds nothing in it, and finds what is planted', async (_name, lint) => {
  expect(await lint(document)).toEqual([])
  const faulty = structuredClone(document)
  const media = faulty.components?.responses?.RequestMalformed as oas31.ResponseObject
  Object.assign(media.content?.['application/problem+json']?.examples ?? {}, {
    'request.malformed': { value: { status: 'four hundred' } },
  })
  expect((await lint(faulty)).join('\n')).toMatch(/example.*(?:required|integer)/s)
  const bare = structuredClone(document)
  delete bare.info.contact
  bare.paths = { ...bare.paths, '/v1/twice/': bare.paths?.['/v1/health'] ?? {} }
  expect((await lint(bare)).length).toBeGreaterThan(0)
})

test('names a server that others can reach, or leaves it to where the document was found', () => {
  const serverAt = (publicUrl: string): string | undefined =>
    createOpenApiDocument({ router: appRouter, publicUrl, version: '1' }).servers?.[0]?.url
  expect(serverAt('https://api.trydelete.app')).toBe('https://api.trydelete.app')
  for (const local of ['http://localhost:8000', 'http://127.0.0.1:8000', 'http://[::1]:8000'])
    expect(serverAt(local)).toBe('/')
})

test('every link of its description leads somewhere', async () => {
  const { description = '', contact } = document.info
  const links = [...description.matchAll(/\]\((\S+)\)/g)].map(([, url]) => url)
  expect(links.length).toBeGreaterThan(1)
  for (const link of [...links, contact?.url, document.externalDocs?.url]) {
    const { pathname } = new URL(link ?? '')
    expect((await fetch(`${api.url}${pathname}`)).status).toBe(200)
  }
})

test('every POST either takes an Idempotency-Key or says that it is safe to repeat', () => {
  const posts = Object.values(document.paths ?? {}).flatMap((item) =>
    'post' in item && item.post ? [item.post] : [],
  )
  expect(posts.length).toBeGreaterThan(4)
  const withKey = new Set(
    operationsOf(document)
      .filter(({ parameters }) => parameters.some(({ name }) => name === 'Idempotency-Key'))
      .map(({ id }) => id),
  )
  const repeatable = posts.filter(({ description }) => description?.includes('safe to repeat'))
  expect(new Set(repeatable.map(({ operationId }) => operationId))).toEqual(
    new Set(posts.map(({ operationId = '' }) => operationId).filter((id) => !withKey.has(id))),
  )
})

test('the limits of an operation stand in its description, with their figures', () => {
  const login = document.paths?.['/v1/auth/login']?.post?.description
  for (const { quota, seconds } of [limits['login.address'], limits['login.account']])
    expect(login).toMatch(new RegExp(`${quota} .* within ${seconds} seconds`))
})

test('every schema and every field of it has a description and an example', () => {
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>)
  const fields = schemas.flatMap(([name, { properties = {} }]) =>
    Object.entries(properties as Record<string, Schema>).map(
      ([field, schema]): [string, Schema] => [`${name}.${field}`, schema],
    ),
  )
  expect(fields.length).toBeGreaterThan(20)
  expect(namesOf([...schemas, ...fields], ({ description }) => !description)).toEqual([])
  const isBare = (schema: Schema): boolean =>
    !hasExample(schema) && !('items' in schema || 'anyOf' in schema)
  expect(namesOf(fields, isBare)).toEqual([])
})

test('every parameter has a description and an example, and every body a name', () => {
  const parameters = operationsOf(document)
    .flatMap(({ parameters }) => parameters)
    .map((parameter): [string, oas31.ParameterObject] => [parameter.name ?? '', parameter])
  expect(parameters.length).toBeGreaterThan(10)
  expect(namesOf(parameters, ({ description }) => !description)).toEqual([])
  const withoutExample = namesOf(parameters, ({ schema = {} }) => !hasExample(schema as Schema))
  // A cursor comes from a page before.
  expect(withoutExample.filter((name) => name !== 'cursor')).toEqual([])
  const text = JSON.stringify(document.paths)
  expect(text).not.toMatch(/"application\/(?:problem\+)?json":\{"schema":\{(?!"\$ref")/)
})

type Schema = oas31.SchemaObject

function namesOf<Part>(parts: [string, Part][], isFaulty: (part: Part) => boolean): string[] {
  return parts.filter(([, part]) => isFaulty(part)).map(([name]) => name)
}

function hasExample({ examples, enum: values, const: constant }: Schema): boolean {
  return (examples ?? values ?? constant) !== undefined
}
