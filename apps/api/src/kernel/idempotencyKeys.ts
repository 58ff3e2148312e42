// What idempotency asks the database.
import type { Tx } from '@delete/db/client'

/** A row of `idempotency_keys`. */
export interface IdempotencyKeyRow {
  id: string
  kid: string
  fingerprint: string
  claim: string
  claimedUntil: Date
  answer: Uint8Array | null
  expiresAt: Date
}

type Claimed = Omit<IdempotencyKeyRow, 'answer'>

/** Whether the key was free, and is now claimed; of any number that try it at once, one does. */
export async function claimKey(tx: Tx, claimed: Claimed): Promise<boolean> {
  const { count } = await tx.idempotencyKey.createMany({ data: claimed, skipDuplicates: true })
  return count === 1
}

export function findKey(tx: Tx, id: string): Promise<IdempotencyKeyRow | null> {
  return tx.idempotencyKey.findUnique({ where: { id } })
}

/** Takes a key over whose time is up, if it is still as it was found: who had it can no longer write its answer. */
export async function takeKey(
  tx: Tx,
  { id, claim, answer }: IdempotencyKeyRow,
  claimed: Claimed,
): Promise<boolean> {
  const { count } = await tx.idempotencyKey.updateMany({
    where: { id, claim, ...(answer === null && { answer }) },
    data: { ...claimed, answer: null, userId: null },
  })
  return count === 1
}

/** Whether the claim is still held; its answer is then written. */
export async function saveAnswer(
  tx: Tx,
  {
    id,
    claim,
    answer,
    userId,
  }: { id: string; claim: string; answer: Uint8Array; userId: string | null },
): Promise<boolean> {
  const { count } = await tx.idempotencyKey.updateMany({
    where: { id, claim, answer: null },
    data: { answer: Buffer.from(answer), userId },
  })
  return count === 1
}

/** Frees a key that has come to no answer. */
export async function releaseKey(tx: Tx, id: string, claim: string): Promise<void> {
  await tx.idempotencyKey.deleteMany({ where: { id, claim, answer: null } })
}

/** Removes up to `limit` keys that were kept for their time; answers how many. */
export function removeKeys(tx: Tx, now: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM idempotency_keys WHERE id IN (
      SELECT id FROM idempotency_keys WHERE expires_at <= ${now} LIMIT ${limit})
      AND expires_at <= ${now}`
}
