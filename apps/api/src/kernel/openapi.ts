// The OpenAPI document: trpc-to-openapi's, with the statuses, errors, components and examples that it leaves out.
import { type ErrorCode, errors, type Issue, Problem } from '@delete/schemas/errors'
import { limits } from '@delete/schemas/limits'
import type { AnyTRPCRouter } from '@trpc/server'
import { generateOpenApiDocument } from 'trpc-to-openapi'
import { createSchema, type oas31 } from 'zod-openapi'
import { Refusal, toProblem } from './errors.ts'
import { exampleOf } from './examples.ts'
import { findRoutes, type Route } from './routes.ts'
import { shapeOf } from './strings.ts'

export interface DocumentOptions {
  router: AnyTRPCRouter
  /** Where callers reach the api; it becomes the server's URL. */
  publicUrl: string
  version: string
}

/** Describes every operation of `router`: what it takes, and every status that it can answer. */
export function createOpenApiDocument({
  router,
  publicUrl,
  version,
}: DocumentOptions): oas31.OpenAPIObject {
  const routes = findRoutes(router)
  const document = generateOpenApiDocument(router, {
    openApiVersion: '3.1.1',
    title: 'Delete',
    version,
    description:
      'The dating service meant to be deleted. Every error is a problem document (RFC 9457).',
    baseUrl: publicUrl,
    tags: [...new Set(routes.map(tagOf))],
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
  })
  const problem = createSchema(Problem, { io: 'output', openapiVersion: '3.1.1' })
  const schemas: Schemas = { ...document.components?.schemas, ...problem.components }
  document.components = { ...document.components, schemas }
  for (const route of routes) {
    const operation = document.paths?.[route.path]?.[lower(route.rest.method)]
    if (operation) completeOperation(operation, route, schemas, publicUrl)
  }
  return document
}

type Schemas = NonNullable<oas31.ComponentsObject['schemas']>

function completeOperation(
  operation: oas31.OperationObject,
  route: Route,
  schemas: Schemas,
  publicUrl: string,
): void {
  operation.operationId = route.name
  operation.tags = [tagOf(route)]
  operation.security = route.isProtected ? [{ bearer: [] }] : []
  if (route.rest.knowsCookie)
    operation.parameters = [...(operation.parameters ?? []), SESSION_HEADER]
  if (route.rest.limits) operation.description += ` ${describeLimits(route.rest.limits)}`
  if (operation.requestBody)
    completeBody(operation.requestBody as oas31.RequestBodyObject, route, schemas)
  operation.responses = {
    [route.rest.status]: successOf(operation, route, schemas),
    ...refusalsOf(route, publicUrl),
  }
}

/** Names the body's schema, so that generated clients have a type for it. */
function completeBody(body: oas31.RequestBodyObject, { input }: Route, schemas: Schemas): void {
  const media = body.content?.['application/json']
  const id = input.meta()?.id
  if (!media?.schema || !id) return
  schemas[id] = media.schema
  media.schema = { $ref: `#/components/schemas/${id}` }
  media.example = exampleOf(media.schema, schemas)
}

function successOf(
  { responses }: oas31.OperationObject,
  route: Route,
  schemas: Schemas,
): oas31.ResponseObject {
  const { rest } = route
  const headers = { ...headersOf(route, rest.status), ...(rest.knowsCookie && SET_COOKIE) }
  if (rest.status === 204) return { description: 'Done', headers }
  const generated: oas31.ResponseObject | undefined = responses?.['200']
  const media = generated?.content?.['application/json']
  if (media?.schema) media.example = exampleOf(media.schema, schemas)
  return {
    description: rest.status === 201 ? 'Created' : 'Success',
    headers,
    content: { 'application/json': media ?? {} },
  }
}

function refusalsOf(route: Route, publicUrl: string): Record<string, oas31.ResponseObject> {
  const byStatus = Map.groupBy(refusalCodesOf(route), (code) => errors[code].status)
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, codes]) => [
        String(status),
        {
          description: codes.map((code) => errors[code].title).join(' Or: '),
          headers: {
            ...headersOf(route, status),
            ...(status === 401 && {
              'WWW-Authenticate': {
                description:
                  'The scheme, `Bearer`, and by RFC 9470 whether it wants a newer log-in',
                required: true,
                schema: { type: 'string' },
              },
            }),
            ...((status === 429 || status === 503) && {
              'Retry-After': {
                description: 'Seconds until a new try makes sense',
                required: true,
                schema: { type: 'integer', minimum: 1 },
              },
            }),
          },
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(
                codes.map((code) => [code, { value: exampleProblem(code, route, publicUrl) }]),
              ),
            },
          },
        },
      ]),
  )
}

/** What the operation says it can refuse, and what follows from its shape. */
function refusalCodesOf({ rest, takesInput, isProtected, isSensitive }: Route): ErrorCode[] {
  const takesBody = takesInput && rest.method !== 'GET'
  const codes: ErrorCode[] = [
    ...(takesInput ? (['request.malformed', 'request.invalid'] as const) : []),
    ...(takesBody ? (['request.too_large', 'request.unsupported_media_type'] as const) : []),
    ...(isProtected ? (['auth.unauthenticated', 'service.unavailable'] as const) : []),
    ...(isSensitive ? (['auth.reauth_required'] as const) : []),
    ...(rest.knowsCookie ? (['request.cross_site'] as const) : []),
    ...(rest.limits ? (['request.rate_limited', 'service.unavailable'] as const) : []),
    ...rest.errors,
  ]
  return [...new Set(codes)]
}

/** The problem as this operation would say it: about a field that it has. */
function exampleProblem(code: ErrorCode, { input }: Route, publicUrl: string): Problem {
  const [field = ''] = Object.keys(shapeOf(input))
  const issues: Partial<Record<ErrorCode, Issue>> = {
    'request.invalid': { pointer: `/${field}`, code: 'invalid_type', message: 'Invalid input' },
    'service.not_ready': {
      pointer: '/database',
      code: 'unreachable',
      message: 'The database does not answer.',
    },
  }
  const refusal = new Refusal(code, { issues: [issues[code] ?? []].flat() })
  return toProblem(refusal, publicUrl, '0b7e2c1e-6a52-4a0f-8a57-1f6d3f0f3c55')
}

function tagOf({ name }: Route): string {
  return name.split('.', 1)[0] ?? name
}

function lower(method: Route['rest']['method']): 'get' | 'post' | 'put' | 'patch' | 'delete' {
  return method.toLowerCase() as Lowercase<typeof method>
}

/** What every answer of an operation with that status carries. What was refused unread was not counted. */
function headersOf({ rest }: Route, status: number): oas31.HeadersObject {
  const isCounted = rest.limits && ![400, 403, 413, 415].includes(status)
  return { ...REQUEST_ID, ...(isCounted && RATE_LIMIT) }
}

/** `Counted: 30 sign-ups from one address within an hour.` */
function describeLimits(names: readonly (keyof typeof limits)[]): string {
  const sentences = names.map((name) => {
    const { quota, seconds, description, beyond } = limits[name]
    const rest = beyond === 'turns' ? ', then one after another with growing pauses' : ''
    return `${quota} ${description} within ${seconds} seconds${rest}`
  })
  return `Limits: ${sentences.join('; ')}.`
}

const REQUEST_ID: oas31.HeadersObject = {
  'X-Request-Id': { description: 'Names this request in our logs', schema: { type: 'string' } },
}

const RATE_LIMIT: oas31.HeadersObject = {
  'RateLimit-Policy': {
    description: 'The limits that the call counts towards: `q` calls within `w` seconds',
    schema: { type: 'string', examples: ['"signup.address";q=30;w=3600'] },
  },
  RateLimit: {
    description: 'What is left of each: `r` calls within the next `t` seconds',
    schema: { type: 'string', examples: ['"signup.address";r=29;t=3600'] },
  },
}

const SET_COOKIE: oas31.HeadersObject = {
  'Set-Cookie': {
    description:
      'In cookie mode: `__Host-session` with the refresh token, where no script can read it; after a log-out, without',
    schema: { type: 'string' },
  },
}

const SESSION_HEADER: oas31.ParameterObject = {
  name: 'x-session',
  in: 'header',
  description:
    'Cookie mode, for the pages of the members’ app alone: the refresh token travels in the cookie `__Host-session`, both ways, and the body has none',
  schema: { type: 'string', enum: ['cookie'] },
}
