// The headers of answers, as components of the OpenAPI document.
import { type Rest, takesIdempotencyKey } from '@delete/schemas/contract'
import type { ErrorCode } from '@delete/schemas/errors'
import type { oas31 } from 'zod-openapi'
import { isTemporary } from '../errors.ts'
import type { Route } from '../routes.ts'

/** By their names. */
export const headers = {
  'X-Request-Id': {
    description: 'Names this request in our logs',
    required: true,
    schema: { type: 'string', pattern: '^[\\w-]{1,64}$', examples: ['0b7e2c1e-6a52-4a0f-8a57'] },
  },
  'RateLimit-Policy': {
    description: 'The limits that the call counts towards: `q` calls within `w` seconds',
    schema: { type: 'string', examples: ['"signup.address";q=30;w=3600'] },
  },
  RateLimit: {
    description: 'What is left of each: `r` calls within the next `t` seconds',
    schema: { type: 'string', examples: ['"signup.address";r=29;t=3600'] },
  },
  ETag: {
    description: 'Names what was answered, for `If-None-Match` and `If-Match`',
    required: true,
    schema: { type: 'string', pattern: '^"[\\w-]+"$', examples: ['"6dD3kq0b8yQ1mXbq3c0VhA"'] },
  },
  'Idempotent-Replayed': {
    description:
      'There when this is the answer of an earlier request with the same Idempotency-Key',
    schema: { type: 'string', const: 'true' },
  },
  'Set-Cookie': {
    description:
      'In cookie mode: `__Host-session` with the refresh token, where no script can read it; after a log-out, without',
    schema: { type: 'string', examples: ['__Host-session=eyJ...; Path=/; HttpOnly; Secure'] },
  },
  'WWW-Authenticate': {
    description: 'The scheme, `Bearer`, and by RFC 9470 whether it wants a newer log-in',
    required: true,
    schema: { type: 'string', pattern: '^Bearer', examples: ['Bearer'] },
  },
  'Retry-After': {
    description: 'Seconds until a new try makes sense',
    required: true,
    schema: { type: 'integer', minimum: 1, examples: [5] },
  },
} as const satisfies Record<string, oas31.HeaderObject>

type HeaderName = keyof typeof headers

/** Statuses of what is refused before it is counted, unless for reasons of the operation's own. */
const UNCOUNTED = new Set([400, 403, 406, 408, 413, 415, 422, 431])

/** What an answer of that status, with one of those codes, may carry. */
export function headersOf(
  { rest }: Route,
  status: number,
  codes: readonly ErrorCode[] = [],
): oas31.HeadersObject {
  const isSuccess = status < 400
  const isOwn = isSuccess || codes.some((code) => rest.errors.includes(code))
  const isCounted = rest.limits !== undefined && (isOwn || !UNCOUNTED.has(status))
  const isKept = takesIdempotencyKey(rest) && isOwn && status < 500
  const names: HeaderName[] = [
    'X-Request-Id',
    ...(isCounted ? (['RateLimit-Policy', 'RateLimit'] as const) : []),
    ...(isSuccess && showsTag(rest) ? (['ETag'] as const) : []),
    ...(isKept ? (['Idempotent-Replayed'] as const) : []),
    ...(isSuccess && rest.knowsCookie ? (['Set-Cookie'] as const) : []),
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
  ]
  const referred = names.map((name) => [name, { $ref: `#/components/headers/${name}` }])
  return { ...Object.fromEntries(referred), ...retryAfterOf(codes) }
}

/** Required unless the status has a code, too, with which a new try makes no sense. */
function retryAfterOf(codes: readonly ErrorCode[]): oas31.HeadersObject {
  if (!codes.some(isTemporary)) return {}
  const header = { $ref: '#/components/headers/Retry-After' }
  return {
    'Retry-After': codes.every(isTemporary)
      ? header
      : { ...headers['Retry-After'], required: false },
  }
}

function showsTag({ method, takesIfMatch }: Rest): boolean {
  return method === 'GET' || takesIfMatch === true
}
