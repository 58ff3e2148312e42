// Mailed links: made for one purpose, kept as a digest, used once.
import { createHash, randomBytes } from 'node:crypto'
import type { Tx } from '@delete/db/client'
import { isUniqueViolation } from '@delete/db/errors'
import type { Deps } from '../../../kernel/deps.ts'
import { refuse } from '../../../kernel/errors.ts'
import { type About, findLink, type LinkRow, type Purpose, saveLink } from './queries.ts'

/** How long each is good for, in seconds. */
const LIFETIMES: Record<Purpose, number> = {
  verify: 86_400,
  reset: 3_600,
  confirm_old: 86_400,
  confirm_new: 86_400,
  undo: 172_800,
}

/** The screen of the app that each opens. */
const SCREENS: Record<Purpose, string> = {
  verify: 'verify-email',
  reset: 'reset-password',
  confirm_old: 'confirm-email',
  confirm_new: 'confirm-email',
  undo: 'undo-email',
}

export interface MadeLink {
  /** Its token stands behind the #, which browsers send to nobody. */
  url: string
  expiresAt: Date
}

/** Makes a link, which voids the one before it that was about the same, for the same purpose. */
export async function makeLink(
  { clock, env }: Pick<Deps, 'clock' | 'env'>,
  tx: Tx,
  { purpose, about }: { purpose: Purpose; about: About },
): Promise<MadeLink> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = endOfLink(purpose, clock.now())
  await saveLink(tx, { digest: digestOf(token), purpose, about, expiresAt })
  return { url: `${env.appUrl}/${SCREENS[purpose]}#${token}`, expiresAt }
}

/** Until when a link that is made now is good. */
export function endOfLink(purpose: Purpose, now: Date): Date {
  return new Date(now.getTime() + LIFETIMES[purpose] * 1000)
}

/**
 * What a link is about, if it is for one of these purposes and can still be used. It is used up by `removeLink`, once
 * what it is about is locked: whoever removes that locks it first too.
 * @throws {Refusal} `auth.invalid_link`
 */
export async function readLink(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  token: string,
  purposes: readonly Purpose[],
): Promise<LinkRow & { digest: Uint8Array<ArrayBuffer> }> {
  const digest = digestOf(token)
  const link = await findLink(db, digest, clock.now())
  if (!link || !purposes.some((purpose) => purpose === link.purpose)) {
    return refuse('auth.invalid_link')
  }
  return { ...link, digest }
}

/** The address has an account since: there is nothing left that the link could do. */
export function refuseTaken(error: unknown): never {
  if (isUniqueViolation(error, 'users_email_key')) refuse('auth.invalid_link')
  throw error
}

function digestOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(token).digest())
}
