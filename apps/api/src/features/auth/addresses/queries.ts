// What changes of address ask the database.
import type { Tx } from '@delete/db/client'

/** A row of `email_changes`. */
export interface EmailChangeRow {
  id: string
  userId: string
  oldEmail: string
  newEmail: string
  confirmedByOld: boolean
  confirmedByNew: boolean
  createdAt: Date
  changedAt: Date | null
  expiresAt: Date
}

/** Whether an address was a member's until a short time ago, and can become so again. */
export async function isReserved(tx: Tx, email: string, now: Date): Promise<boolean> {
  const where = { oldEmail: email, changedAt: { not: null }, expiresAt: { gt: now } }
  return (await tx.emailChange.count({ where })) > 0
}

/** Calls off a change that waits. */
export async function removeWaitingEmailChange(tx: Tx, userId: string): Promise<void> {
  await tx.emailChange.deleteMany({ where: { userId, changedAt: null } })
}

/** Keeps a change in the place of one that waits. */
export async function saveEmailChange(tx: Tx, change: EmailChangeRow): Promise<void> {
  await removeWaitingEmailChange(tx, change.userId)
  await tx.emailChange.create({ data: change })
}

export function findEmailChange(tx: Tx, id: string): Promise<EmailChangeRow | null> {
  return tx.emailChange.findUnique({ where: { id } })
}

export async function updateEmailChange(
  tx: Tx,
  id: string,
  changes: Partial<EmailChangeRow>,
): Promise<void> {
  await tx.emailChange.update({ where: { id }, data: changes })
}

/** Removes a change and every later one of its user. */
export async function removeEmailChangesSince(
  tx: Tx,
  { userId, createdAt }: Pick<EmailChangeRow, 'userId' | 'createdAt'>,
): Promise<void> {
  await tx.emailChange.deleteMany({ where: { userId, createdAt: { gte: createdAt } } })
}

/** Gives an account another address. @throws a unique violation of `users_email_key` when the address has an account */
export async function updateEmail(tx: Tx, id: string, email: string, now: Date): Promise<void> {
  await tx.user.update({ where: { id }, data: { email, updatedAt: now } })
}

/** Removes up to `limit` changes whose time is over; answers how many. */
export function removeOldEmailChanges(tx: Tx, now: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM email_changes WHERE id IN (
      SELECT id FROM email_changes WHERE expires_at <= ${now} LIMIT ${limit})
      AND expires_at <= ${now}`
}
