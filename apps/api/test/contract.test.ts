// Every procedure, at both doors and in the document: nothing is missing, and both doors say the same.
import { startApi } from '@delete/api/testing'
import { errors } from '@delete/schemas/errors'
import { describe, expect, test } from 'vitest'
import { findRoutes, type Route } from '../src/kernel/routes.ts'
import { appRouter } from '../src/router.ts'

const api = await startApi()
const member = await api.signUp()
const { tokens } = member
const authorization = { authorization: `Bearer ${tokens.accessToken}` }
const routes = findRoutes(appRouter)
const { body } = await api.rest('GET', '/v1/openapi.json')
const document = body as OpenApi

interface OpenApi {
  openapi: string
  info: { version: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

interface Operation {
  operationId: string
  summary: string
  description: string
  security: object[]
  requestBody?: { content: Record<string, { schema: object; example: unknown }> }
  responses: Record<
    string,
    {
      description: string
      headers: object
      content?: Record<string, { schema: object; example?: unknown; examples?: object }>
    }
  >
}

interface TrpcBody {
  result?: { data: unknown }
  error?: { data: { code: string; issues: unknown[]; httpStatus: number; requestId: string } }
}

/** The same call through the tRPC door, by name. */
async function callTrpc(
  name: string,
  type: string,
  input: unknown,
  accessToken?: string,
): Promise<{ status: number; headers: Headers; body: TrpcBody }> {
  const query =
    type === 'query' && input !== undefined
      ? `?input=${encodeURIComponent(JSON.stringify(input))}`
      : ''
  const response = await fetch(`${api.url}/trpc/${name}${query}`, {
    method: type === 'query' ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    },
    ...(type === 'mutation' && { body: JSON.stringify(input) ?? null }),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TrpcBody,
  }
}

/** The example with what must differ from door to door: a member's address, and a token that is valid. */
function inputFor(route: Route, door: 'rest' | 'trpc'): unknown {
  const example = exampleOf(route)
  if (typeof example !== 'object' || example === null) return example
  const isNew = route.name === 'auth.signup'
  return {
    ...example,
    ...('email' in example && { email: isNew ? `${door}@example.com` : member.email }),
    ...('password' in example && !isNew && { password: member.password }),
    ...('refreshToken' in example && { refreshToken: tokens.refreshToken }),
  }
}

/** What differs by nature from one call to the next: tokens, ids, and the addresses of `inputFor`. */
function mask(answer: unknown): string {
  return JSON.stringify(answer)
    .replaceAll(/eyJ[\w.-]+/g, 'a token')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'an id')
    .replaceAll(/(rest|trpc)@/g, 'door@')
}

const operationOf = ({ path, rest }: Route): Operation | undefined =>
  document.paths[path]?.[rest.method.toLowerCase()]
const exampleOf = (route: Route): unknown =>
  operationOf(route)?.requestBody?.content['application/json']?.example

describe.each(routes)('$name', (route) => {
  const { name, path, rest, input, takesInput, isProtected, procedure } = route
  const { type } = procedure._def

  test('has a contract: input, output, path, and what it is for', () => {
    const { inputs, output } = procedure._def as unknown as { inputs: unknown[]; output: unknown }
    expect(inputs).toEqual([input])
    expect(output).toBeDefined()
    expect(path).toMatch(/^\/v1(\/[a-z-]+|\/\{[a-zA-Z]+\})+$/)
    expect(rest.summary).not.toMatch(/\.$/)
    expect(rest.description).toMatch(/\.$/)
  })

  test('stands in the document with its statuses, security, error body and examples', () => {
    const { responses = {}, ...operation } = operationOf(route) ?? {}
    expect(operation).toMatchObject({
      operationId: name,
      summary: rest.summary,
      security: isProtected ? [{ bearer: [] }] : [],
    })
    const statuses = [
      rest.status,
      ...rest.errors.map((code) => errors[code].status),
      ...(isProtected ? [401, 503] : []),
      ...(takesInput ? [400, 413, 415] : []),
    ]
    expect(new Set(Object.keys(responses))).toEqual(new Set(statuses.map(String)))
    for (const [status, { content }] of Object.entries(responses)) {
      const [mediaType, media] = Object.entries(content ?? {})[0] ?? []
      expect(mediaType).toBe(Number(status) < 400 ? 'application/json' : 'application/problem+json')
      expect(media?.example ?? media?.examples).toBeDefined()
    }
    expect(input.safeParse(exampleOf(route))).toMatchObject({ success: true })
  })

  test('answers its example alike at both doors, to the letter', async () => {
    const atRest = await api.rest(rest.method, path, inputFor(route, 'rest'), authorization)
    const atTrpc = await callTrpc(name, type, inputFor(route, 'trpc'), tokens.accessToken)
    expect([atRest.status, atTrpc.status]).toEqual([rest.status, 200])
    expect(mask(atRest.body)).toEqual(mask(atTrpc.body.result?.data))
  })
})

test.each(routes.filter(({ takesInput }) => takesInput))(
  '$name refuses invalid input alike at both doors',
  async ({ name, rest, path, procedure }) => {
    const atRest = await api.rest(rest.method, path, {})
    const atTrpc = await callTrpc(name, procedure._def.type, {})
    expect([atRest.status, atTrpc.status]).toEqual([400, 400])
    const { code, issues } = atRest.body as { code: string; issues: unknown[] }
    expect(issues).not.toEqual([])
    expect(atTrpc.body.error?.data).toEqual({
      code,
      issues,
      httpStatus: 400,
      requestId: expect.any(String),
    })
  },
)

test.each(routes.filter(({ isProtected }) => isProtected))(
  '$name asks for a token alike at both doors',
  async ({ name, rest, path, procedure }) => {
    const atRest = await api.rest(rest.method, path)
    const atTrpc = await callTrpc(name, procedure._def.type, undefined)
    for (const { status, headers } of [atRest, atTrpc]) {
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(atRest.body).toMatchObject({ code: 'auth.unauthenticated' })
    expect(atTrpc.body.error?.data.code).toBe('auth.unauthenticated')
  },
)

describe('the document', () => {
  test('holds what is served, and nothing else', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.toSorted()).toEqual(
      routes.map(({ rest, path }) => `${rest.method} ${path}`).toSorted(),
    )
  })

  test('names its version and its server by the settings, whatever Host a caller sends', async () => {
    const { version } = (await import('../package.json', { with: { type: 'json' } })).default
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { version },
      servers: [{ url: api.deps.env.publicUrl }],
    })
    const answer = await api.rest('GET', '/v1/openapi.json', undefined, {
      'x-forwarded-host': 'evil.example',
    })
    expect(JSON.stringify(answer.body)).not.toContain('evil.example')
  })

  test('refers to no component that it does not have', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name ?? '',
    )
    expect(names.length).toBeGreaterThan(0)
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(names))
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([
      'Health',
      'Issue',
      'LoginInput',
      'Problem',
      'Readiness',
      'RefreshInput',
      'SignupInput',
      'SignupResult',
      'Tokens',
      'User',
    ])
  })
})

test('every error of the catalogue has its place on the page that problems point to', async () => {
  const page = await (await fetch(`${api.url}/docs/errors`)).text()
  for (const code of Object.keys(errors)) expect(page).toContain(`id="${code}"`)
  expect(page).toContain('Bearer &lt;accessToken&gt;')
})
