// What an operation can answer: its success, and every refusal by status, each a component of the OpenAPI document.
import { isDeepStrictEqual } from 'node:util'
import { takesIdempotencyKey } from '@delete/schemas/contract'
import { type ErrorCode, errors, type Issue, type Problem } from '@delete/schemas/errors'
import type { oas31 } from 'zod-openapi'
import { Refusal, toProblem } from '../errors.ts'
import type { Route } from '../routes.ts'
import { shapeOf } from '../strings.ts'
import { exampleOf, type Schemas } from './examples.ts'
import { headersOf } from './headers.ts'

export interface Described {
  route: Route
  /** What trpc-to-openapi has made of it. */
  generated: oas31.OperationObject
  schemas: Schemas
  /** The responses that operations share; those of this one are added. */
  responses: NonNullable<oas31.ComponentsObject['responses']>
  publicUrl: string
}

/** Every status that the operation can answer. 405 belongs to the path, and 500 is a fault of ours. */
export function responsesOf({
  route,
  generated,
  schemas,
  responses,
  publicUrl,
}: Described): oas31.ResponsesObject {
  const { method, status } = route.rest
  const refusals = [...Map.groupBy(refusalCodesOf(route), (code) => errors[code].status)]
  return {
    [status]: successOf(route, generated, schemas),
    ...(method === 'GET' && {
      304: { description: 'It is what you have', headers: headersOf(route, 304) },
    }),
    ...Object.fromEntries(
      refusals
        .toSorted(([a], [b]) => a - b)
        .map(([status, codes]) => [status, refer(route, status, codes, responses, publicUrl)]),
    ),
  }
}

function successOf(
  route: Route,
  { responses }: oas31.OperationObject,
  schemas: Schemas,
): oas31.ResponseObject {
  const { name, rest } = route
  const headers = headersOf(route, rest.status)
  if (rest.status === 204) return { description: 'Done', headers }
  const generated = responses?.['200'] as oas31.ResponseObject | undefined
  const schema = generated?.content?.['application/json']?.schema
  if (!schema || !('$ref' in schema)) throw new TypeError(`The output of ${name} has no id.`)
  return {
    description: rest.status === 201 ? 'Created' : 'Success',
    headers,
    content: { 'application/json': { schema, example: exampleOf(schema, schemas) } },
  }
}

/** A refusal is the same wherever it can be heard, but for what is wrong with the input. */
function refer(
  route: Route,
  status: number,
  codes: ErrorCode[],
  responses: Described['responses'],
  publicUrl: string,
): oas31.ResponseObject | oas31.ReferenceObject {
  const response: oas31.ResponseObject = {
    description: codes.map((code) => errors[code].title).join(' Or: '),
    headers: headersOf(route, status, codes),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [
            code,
            { summary: errors[code].title, value: exampleProblem(code, route, publicUrl) },
          ]),
        ),
      },
    },
  }
  if (codes.includes('request.invalid')) return response
  const has = (header: string): boolean => header in (response.headers ?? {})
  const suffix = `${has('RateLimit') ? 'Counted' : ''}${has('Idempotent-Replayed') ? 'Replayed' : ''}`
  const name = `${codes.map(toPascalCase).join('Or')}${suffix}`
  responses[name] ??= response
  if (!isDeepStrictEqual(responses[name], response))
    throw new TypeError(`Two responses of the document would be called ${name}.`)
  return { $ref: `#/components/responses/${name}` }
}

/** What the operation says it can refuse, and what follows from its shape. */
function refusalCodesOf(route: Route): ErrorCode[] {
  const { rest, takesInput, isProtected, isSensitive } = route
  const takesBody = rest.method !== 'GET'
  const takesKey = takesIdempotencyKey(rest)
  const codes: ErrorCode[] = [
    'request.malformed',
    ...(takesInput || takesKey ? (['request.invalid'] as const) : []),
    ...(isProtected ? (['auth.unauthenticated'] as const) : []),
    ...(isSensitive ? (['auth.reauth_required'] as const) : []),
    ...(rest.knowsCookie ? (['request.cross_site'] as const) : []),
    'request.not_acceptable',
    'request.timeout',
    ...(takesKey ? (['request.in_progress', 'request.key_reused'] as const) : []),
    ...(rest.takesIfMatch ? (['request.precondition_failed'] as const) : []),
    ...(takesBody ? (['request.too_large', 'request.unsupported_media_type'] as const) : []),
    ...(rest.limits ? (['request.rate_limited'] as const) : []),
    'request.headers_too_large',
    ...rest.errors,
    'service.unavailable',
  ]
  return [...new Set(codes)]
}

/** The problem as this operation would say it: about a field that it has. */
function exampleProblem(code: ErrorCode, { input }: Route, publicUrl: string): Problem {
  const [field] = Object.keys(shapeOf(input))
  const issues: Partial<Record<ErrorCode, Issue>> = {
    'request.invalid': {
      pointer: field === undefined ? '' : `/${field}`,
      code: 'invalid_type',
      message: 'Invalid input',
    },
    'service.not_ready': {
      pointer: '/database',
      code: 'unreachable',
      message: 'The database does not answer.',
    },
  }
  const refusal = new Refusal(code, {
    issues: [issues[code] ?? []].flat(),
    ...(code === 'auth.account_leaving' && { erasedAt: new Date('2026-12-21T09:00:00.000Z') }),
  })
  return toProblem(refusal, publicUrl, '0b7e2c1e-6a52-4a0f-8a57-1f6d3f0f3c55')
}

/** `auth.reauth_required`: `AuthReauthRequired`. */
function toPascalCase(code: string): string {
  return code.replaceAll(/(?:^|[._])(\w)/g, (_match, letter: string) => letter.toUpperCase())
}
