// The OpenAPI document as linters and generators read it: no rule broken, and nothing without a name, a word and an example.
import { startApi } from '@delete/api/testing'
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

test('every schema and every field of it has a description and an example', () => {
  const schemas = Object.entries(document.components?.schemas ?? {}) as [
    string,
    oas31.SchemaObject,
  ][]
  for (const [name, { description, properties = {} }] of schemas) {
    expect(description, name).toBeDefined()
    for (const [field, part] of Object.entries(properties)) {
      const {
        description,
        examples,
        enum: values,
        const: constant,
        ...rest
      } = part as oas31.SchemaObject
      expect(description, `${name}.${field}`).toBeDefined()
      const isComposed = 'items' in rest || 'anyOf' in rest
      expect(isComposed || (examples ?? values ?? constant), `${name}.${field}`).toBeDefined()
    }
  }
})

test('every parameter has a description and an example, and every body a name', () => {
  const operations = operationsOf(document)
  const parameters = operations.flatMap(({ parameters }) => parameters)
  for (const { name, description, schema } of parameters) {
    const { examples, enum: values, default: usual } = (schema ?? {}) as oas31.SchemaObject
    expect(description, name).toBeDefined()
    // A cursor comes from a page before.
    if (name !== 'cursor') expect(examples ?? values ?? usual, name).toBeDefined()
  }
  const text = JSON.stringify(document.paths)
  expect(text).not.toMatch(/"application\/(?:problem\+)?json":\{"schema":\{(?!"\$ref")/)
})
