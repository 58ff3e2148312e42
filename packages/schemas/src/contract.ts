// The shape of a contract: everything that is promised about one procedure, at both doors.
import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { LimitName } from './limits.ts'

/** How a procedure looks as a REST operation. */
export interface Rest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/v1`; parameters in braces: `/auth/sessions/{id}`. */
  path: `/${string}`
  summary: string
  description: string
  /** The status of success. */
  status: 200 | 201 | 202 | 204
  /** What this operation refuses for reasons of its own; what every operation can refuse is added from its shape. */
  errors: readonly ErrorCode[]
  /** The limits that its calls count towards. */
  limits?: readonly LimitName[]
  /** Whether the header `x-session: cookie` changes what it does. */
  knowsCookie?: true
  /** A POST that is safe to send again as it is. Every other POST takes an Idempotency-Key. */
  isRepeatable?: true
  /** An update of one thing that a GET shows: `If-Match` with the ETag of that makes it refuse what was changed since. */
  takesIfMatch?: true
}

/** Whether a call may carry an `Idempotency-Key`. */
export function takesIdempotencyKey({ method, isRepeatable }: Rest): boolean {
  return method === 'POST' && isRepeatable !== true
}

/** One procedure's contract. The `id` in a schema's `meta` names it in the OpenAPI document. */
export interface Contract {
  rest: Rest
  input: z.ZodType
  output: z.ZodType
}
