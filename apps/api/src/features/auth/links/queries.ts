// What mailed links ask the database.
import type { Tx } from '@delete/db/client'

/** What a link is for. */
export type Purpose = 'verify' | 'reset' | 'confirm_old' | 'confirm_new' | 'undo'

/** What a link is about: one of these. */
export interface About {
  userId?: string
  signupId?: string
  emailChangeId?: string
}

/** A row of `links`. */
export interface LinkRow {
  digest: Uint8Array
  purpose: string
  userId: string | null
  signupId: string | null
  emailChangeId: string | null
  expiresAt: Date
}

export interface NewLink {
  digest: Uint8Array<ArrayBuffer>
  purpose: Purpose
  about: About
  expiresAt: Date
}

/** Keeps a link in the place of the one before it, for the same purpose. */
export async function saveLink(
  tx: Tx,
  { digest, purpose, about, expiresAt }: NewLink,
): Promise<void> {
  await tx.link.deleteMany({ where: { purpose, ...about } })
  await tx.link.create({ data: { digest, purpose, ...about, expiresAt } })
}

/** A link that can still be used. */
export function findLink(
  tx: Tx,
  digest: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<LinkRow | null> {
  return tx.link.findFirst({ where: { digest, expiresAt: { gt: now } } })
}

/** Whether it was there to be used up; of any number that try it at once, one does. */
export async function removeLink(tx: Tx, digest: Uint8Array<ArrayBuffer>): Promise<boolean> {
  return (await tx.link.deleteMany({ where: { digest } })).count === 1
}

/** Voids every link about it. */
export async function removeLinks(tx: Tx, about: About): Promise<void> {
  await tx.link.deleteMany({ where: about })
}

/** Removes up to `limit` links that are too old; answers how many. */
export function removeOldLinks(tx: Tx, now: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM links WHERE digest IN (
      SELECT digest FROM links WHERE expires_at <= ${now} LIMIT ${limit})
      AND expires_at <= ${now}`
}
