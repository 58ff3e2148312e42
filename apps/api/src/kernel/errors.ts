// How the API says no: `refuse` inside, one explanation of every failure at both doors.
import { isUnavailable } from '@delete/db/errors'
import { type ErrorCode, errors, type Issue, type Problem } from '@delete/schemas/errors'
import { TRPCError } from '@trpc/server'
import {
  getStatusKeyFromCode,
  type TRPC_ERROR_CODE_KEY,
} from '@trpc/server/unstable-core-do-not-import'
import type { z } from 'zod'
import { ERRORS_PATH } from './errorsPage.ts'
import { requestId } from './request.ts'

interface Reasons {
  issues?: Issue[]
  cause?: unknown
  /** For those who come too often. */
  retryAfterSeconds?: number
  /** Of an account that is leaving. */
  erasedAt?: Date
}

/** When a caller may try again: by then a full queue of password hashes has been worked off. */
const RETRY_AFTER_SECONDS = 5

/** A failure with a place in the catalogue. tRPC takes any error of this name for one of its own, which cost more to make. */
export class Refusal extends Error {
  override readonly name = 'TRPCError'
  readonly code: TRPC_ERROR_CODE_KEY
  readonly reason: ErrorCode
  readonly status: number
  readonly issues: Issue[]
  readonly headers: Record<string, string>
  readonly erasedAt: string | undefined

  constructor(
    reason: ErrorCode,
    { issues = [], cause, retryAfterSeconds = RETRY_AFTER_SECONDS, erasedAt }: Reasons = {},
  ) {
    const { status, title, detail } = errors[reason]
    // A refusal says all by itself: the stack, which would cost as much as the rest of the call, is its cause's.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(`${title} ${detail}`, { cause })
    Error.stackTraceLimit = stackTraceLimit
    this.code = getStatusKeyFromCode(status)
    this.reason = reason
    this.status = status
    this.issues = issues
    this.erasedAt = erasedAt?.toISOString()
    this.headers = {
      ...(status === 401 && { 'WWW-Authenticate': challengeOf(reason) }),
      ...(isTemporary(reason) && { 'Retry-After': String(retryAfterSeconds) }),
    }
  }
}

/** Whether the same request may succeed later, as it is: it then says when. */
export function isTemporary(reason: ErrorCode): boolean {
  const { status } = errors[reason]
  return status === 429 || status === 503 || reason === 'request.in_progress'
}

/** RFC 6750, and RFC 9470 for what needs a newer log-in. */
function challengeOf(reason: ErrorCode): string {
  return reason === 'auth.reauth_required'
    ? 'Bearer error="insufficient_user_authentication"'
    : 'Bearer'
}

/** @throws {Refusal} always */
export function refuse(reason: ErrorCode, reasons?: Reasons): never {
  throw new Refusal(reason, reasons)
}

/** `request.invalid`, with each thing that is wrong. */
export function invalid(issues: z.core.$ZodIssue[]): Refusal {
  return new Refusal('request.invalid', { issues: issues.map(toIssue) })
}

/** What any failure means to the caller. Whatever is not in the catalogue is a fault of ours: `internal`. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error
  return new Refusal(isUnavailable(cause) ? 'service.unavailable' : 'internal', { cause })
}

/** The REST body of a refusal. */
export function toProblem(
  { reason, status, issues, erasedAt }: Refusal,
  publicUrl: string,
  id: string = requestId(),
): Problem {
  const { title, detail } = errors[reason]
  const type = `${publicUrl}${ERRORS_PATH}#${reason}`
  const own = { type, title, status, detail, code: reason, issues, requestId: id }
  return erasedAt === undefined ? own : { ...own, erasedAt }
}

function toIssue({ path, code, message }: z.core.$ZodIssue): Issue {
  const pointer = path
    .map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
  return { pointer, code: code ?? 'custom', message }
}
