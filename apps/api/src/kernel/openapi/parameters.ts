// The headers and cookies that operations take, as components of the OpenAPI document, and what they take in path and query.
import { takesIdempotencyKey } from '@delete/schemas/contract'
import type { oas31 } from 'zod-openapi'
import type { Route } from '../routes.ts'
import { shapeOf } from '../strings.ts'

// Examples stand in the schemas: Swagger UI would send those of a parameter that nobody has filled in.

/** By their names. */
export const parameters = {
  'If-None-Match': {
    name: 'If-None-Match',
    in: 'header',
    description:
      'The `ETag` of the answer that you have: if it would be the same, there is 304 instead',
    schema: { type: 'string', examples: ['"6dD3kq0b8yQ1mXbq3c0VhA"'] },
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of what you have read: if it was changed since, there is 412 instead',
    schema: { type: 'string', examples: ['"6dD3kq0b8yQ1mXbq3c0VhA"'] },
  },
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes it safe to repeat: for 24 hours, the same key with the same input gets the answer of the first request, and nothing is done again. Make a new one, such as a UUID, for each request that is not a repetition',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[!-~]+$',
      examples: ['8e03978e-40d5-43dd-bc93-6894a57f9324'],
    },
  },
  'x-session': {
    name: 'x-session',
    in: 'header',
    description:
      'Cookie mode, for the pages of the members’ app alone: the refresh token travels in the cookie `__Host-session`, both ways, and the body has none',
    schema: { type: 'string', enum: ['cookie'] },
  },
  '__Host-session': {
    name: '__Host-session',
    in: 'cookie',
    description: 'In cookie mode, the refresh token',
    schema: { type: 'string', examples: ['eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ...'] },
  },
} as const satisfies Record<string, oas31.ParameterObject>

/** All that the operation takes beside its body; `generated` are those of path and query. */
export function parametersOf(
  { rest, input }: Route,
  generated: oas31.OperationObject['parameters'] = [],
): NonNullable<oas31.OperationObject['parameters']> {
  const names: (keyof typeof parameters)[] = [
    ...(rest.method === 'GET' ? (['If-None-Match'] as const) : []),
    ...(rest.takesIfMatch ? (['If-Match'] as const) : []),
    ...(takesIdempotencyKey(rest) ? (['Idempotency-Key'] as const) : []),
    ...(rest.knowsCookie ? (['x-session'] as const) : []),
    ...(rest.knowsCookie && 'refreshToken' in shapeOf(input) ? (['__Host-session'] as const) : []),
  ]
  return [
    ...generated.map(raiseDescription),
    ...names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}

/** Readers look for what a parameter means beside its name, not in its schema. */
function raiseDescription(
  parameter: oas31.ParameterObject | oas31.ReferenceObject,
): oas31.ParameterObject | oas31.ReferenceObject {
  if (!('schema' in parameter) || !parameter.schema) return parameter
  const { description, ...schema } = parameter.schema as oas31.SchemaObject
  return { ...parameter, ...(description !== undefined && { description }), schema }
}
