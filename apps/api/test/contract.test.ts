// Every procedure, at both doors and in the document: nothing is missing, and both doors say the same.
import { startApi } from '@delete/api/testing'
import { takesIdempotencyKey } from '@delete/schemas/contract'
import { errors } from '@delete/schemas/errors'
import { describe, expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { findRoutes, type Route } from '../src/kernel/routes.ts'
import { appRouter } from '../src/router.ts'
import { callRest, callTrpc, invalidFor } from './doors.ts'
import { type Operation, operationsOf } from './examples.ts'
import { plantLink, takesLink } from './links.ts'

const api = await startApi()
const routes = findRoutes(appRouter)
const { body } = await api.rest('GET', '/v1/openapi.json')
const document = body as oas31.OpenAPIObject
const operations = operationsOf(document)

/** The example with what must differ from call to call: a member's address, and ids and tokens that are theirs. */
async function prepare(
  route: Route,
  door: 'rest' | 'trpc',
): Promise<{ input: unknown; accessToken: string }> {
  const { email, password, tokens } = await api.signUp()
  const { accessToken, refreshToken } = tokens
  if (route.path.endsWith('/{id}')) {
    const sessions = await api.trpc(accessToken).auth.listSessions.query()
    return { input: { id: sessions.items[0]?.id }, accessToken }
  }
  const example = exampleOf(route)
  if (typeof example !== 'object' || example === null) return { input: example, accessToken }
  const isNew = route.name === 'auth.signup'
  const input = {
    ...example,
    ...('email' in example && { email: isNew ? `${door}@example.com` : email }),
    ...('password' in example && route.name !== 'auth.resetPassword' && !isNew && { password }),
    ...('currentPassword' in example && {
      currentPassword: password,
      password: 'another good passphrase',
    }),
    ...(takesLink(route.name) && { token: await plantLink(api, route.name) }),
    ...('refreshToken' in example && { refreshToken }),
  }
  return { input, accessToken }
}

/** What differs by nature from one call to the next: tokens, ids, and the addresses of `inputFor`. */
function mask(answer: unknown): string {
  return JSON.stringify(answer ?? null)
    .replaceAll(/eyJ[\w.-]+/g, 'a token')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'an id')
    .replaceAll(/(rest|trpc|member\d+)@/g, 'door@')
}

const operationOf = ({ name }: Route): Operation | undefined =>
  operations.find(({ id }) => id === name)
const exampleOf = (route: Route): unknown => operationOf(route)?.body?.example

describe.each(routes)('$name', (route) => {
  const { name, path, rest, input, isProtected, procedure } = route
  const { type } = procedure._def

  test('has a contract: input, output, path, and what it is for', () => {
    const { inputs, output } = procedure._def as unknown as { inputs: unknown[]; output: unknown }
    expect(inputs).toEqual([input])
    expect(output).toBeDefined()
    expect(path).toMatch(/^\/v1(\/[a-z-]+|\/\{[a-zA-Z]+\})+$/)
    expect(rest.summary).not.toMatch(/\.$/)
    expect(rest.description).toMatch(/\.$/)
  })

  test('stands in the document with its security, its example and every status that follows from its contract', () => {
    const operation = operationOf(route)
    expect(operation).toMatchObject({ method: rest.method, path, isProtected })
    const takesKey = takesIdempotencyKey(rest)
    const statuses = [
      rest.status,
      400,
      406,
      408,
      431,
      503,
      ...rest.errors.map((code) => errors[code].status),
      ...(rest.method === 'GET' ? [304] : [413, 415]),
      ...(isProtected ? [401] : []),
      ...(rest.limits ? [429] : []),
      ...(rest.knowsCookie ? [403] : []),
      ...(rest.takesIfMatch ? [412] : []),
      ...(takesKey ? [409, 422] : []),
    ]
    expect(new Set(operation?.statuses)).toEqual(new Set(statuses))
    if (!path.endsWith('/{id}'))
      expect(input.safeParse(exampleOf(route))).toMatchObject({ success: true })
  })

  test('answers its example alike at both doors, to the letter', async () => {
    const first = await prepare(route, 'rest')
    const atRest = await callRest(api, route, first.input, first.accessToken)
    const second = await prepare(route, 'trpc')
    const atTrpc = await callTrpc(api, name, type, second.input, second.accessToken)
    expect([atRest.status, atTrpc.status]).toEqual([rest.status, 200])
    expect(mask(atRest.body)).toEqual(mask(atTrpc.body.result?.data))
    for (const { headers } of [atRest, atTrpc]) {
      for (const name of rest.limits ?? []) {
        expect(headers.get('ratelimit-policy')).toContain(`"${name}";q=`)
        expect(headers.get('ratelimit')).toContain(`"${name}";r=`)
      }
    }
  })
})

test.each(routes.filter(({ takesInput }) => takesInput))(
  '$name refuses invalid input alike at both doors',
  async (route) => {
    const { name, procedure } = route
    const { accessToken } = (await api.signUp()).tokens
    const invalid = invalidFor(route)
    const atRest = await callRest(api, route, invalid, accessToken)
    const atTrpc = await callTrpc(api, name, procedure._def.type, invalid, accessToken)
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
  async (route) => {
    const atRest = await callRest(api, route, invalidFor(route))
    const atTrpc = await callTrpc(api, route.name, route.procedure._def.type, invalidFor(route))
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
    const described = operations.map(({ method, path }) => `${method} ${path}`)
    expect(described.toSorted()).toEqual(
      routes.map(({ rest, path }) => `${rest.method} ${path}`).toSorted(),
    )
  })

  test('names its version and its address by the settings, whatever Host a caller sends', async () => {
    const { version } = (await import('../package.json', { with: { type: 'json' } })).default
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { version, contact: { url: `${api.deps.env.publicUrl}/docs` } },
    })
    const answer = await api.rest('GET', '/v1/openapi.json', undefined, {
      'x-forwarded-host': 'evil.example',
    })
    expect(JSON.stringify(answer.body)).not.toContain('evil.example')
  })

  test('names what is sent and answered', () => {
    expect(Object.keys(document.components?.schemas ?? {}).toSorted()).toEqual([
      'Accepted',
      'AuthEvent',
      'AuthEventPage',
      'ChangeEmailInput',
      'ChangePasswordInput',
      'Export',
      'ExportRequested',
      'Health',
      'Issue',
      'LinkInput',
      'LoginInput',
      'MailInput',
      'NoInput',
      'Problem',
      'Readiness',
      'ReauthenticateInput',
      'RefreshInput',
      'ResetPasswordInput',
      'Session',
      'SessionPage',
      'SignupInput',
      'SignupResult',
      'Tokens',
      'UpdateMeInput',
      'User',
    ])
  })
})
