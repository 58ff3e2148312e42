// ETags: what an answer's bytes are called, so that who has them need not get them again, nor change what they have not seen.
import { hash } from 'node:crypto'
import type { Contract } from '@delete/schemas/contract'
import type { Context } from './context.ts'
import { refuse } from './errors.ts'

/** A strong tag of these bytes. */
export function etagOf(body: string | Buffer): string {
  return `"${hash('sha256', body, 'base64url').slice(0, 22)}"`
}

/** Whether `If-None-Match` names it, by the weak comparison (RFC 9110, 13.1.2). */
export function isNoneMatch(header: string, etag: string): boolean {
  return (
    header.trim() === '*' ||
    header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
  )
}

/**
 * Holds an update to the caller's `If-Match`, if there is one: to the ETag of what a GET of `contract.output` shows now,
 * by the strong comparison (RFC 9110, 13.1.1).
 * @param current read under a lock that the update goes on to hold
 * @throws {Refusal} `request.precondition_failed`
 */
export function requireMatch(
  { header }: Pick<Context, 'header'>,
  { output }: Contract,
  current: unknown,
): void {
  const tags = header('if-match')
  if (tags === undefined || tags.trim() === '*') return
  const etag = etagOf(JSON.stringify(output.parse(current)))
  if (!tags.split(',').some((tag) => tag.trim() === etag)) refuse('request.precondition_failed')
}
