// What auth asks the database.
import type { Tx } from '@delete/db/client'
import type { UserId } from '@delete/schemas/ids'

/** A row of `users`. */
export interface UserRow {
  id: string
  email: string
  hashedPassword: string
  name: string
  locale: string
  isActive: boolean
  createdAt: Date
  updatedAt: Date
  /** Set while the account is leaving. */
  erasedAt: Date | null
}

export function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  return tx.user.findUnique({ where: { email } })
}

export function findUserById(tx: Tx, id: UserId): Promise<UserRow | null> {
  return tx.user.findUnique({ where: { id } })
}

/** @throws a unique violation of `users_email_key` when the address is taken */
export async function saveUser(tx: Tx, user: Omit<UserRow, 'erasedAt'>): Promise<void> {
  await tx.user.create({ data: user })
}

/** Whether this transaction is the one that clears, among those of all instances. */
export async function lockClearing(tx: Tx): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isOurs: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(${CLEARING_LOCK}) AS "isOurs"`
  return row?.isOurs === true
}

/** Any number that nothing else locks. */
const CLEARING_LOCK = 83_121_507

/** Removes up to `limit` counts whose time is over, and is still over when its turn comes; answers how many. */
export function removeLimits(tx: Tx, now: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM rate_limits WHERE key IN (
      SELECT key FROM rate_limits WHERE expire <= ${now.getTime()} LIMIT ${limit})
      AND expire <= ${now.getTime()}`
}

/** Gives an account another password. */
export async function updatePassword(
  tx: Tx,
  id: string,
  hashedPassword: string,
  now: Date,
): Promise<void> {
  await tx.user.update({ where: { id }, data: { hashedPassword, updatedAt: now } })
}

/**
 * Whether an active user still has the password that was just compared, and whether they are leaving; what changes
 * either waits until the transaction is over. A log-in that began before a reset does not outlive it.
 */
export async function holdPassword(
  tx: Tx,
  { id, hashedPassword }: Pick<UserRow, 'id' | 'hashedPassword'>,
): Promise<Pick<UserRow, 'erasedAt'> | null> {
  const [row] = await tx.$queryRaw<Pick<UserRow, 'erasedAt'>[]>`
    SELECT erased_at AS "erasedAt" FROM users
    WHERE id = ${id}::uuid AND hashed_password = ${hashedPassword} AND is_active FOR NO KEY UPDATE`
  return row ?? null
}

/** Sets when a user is erased, or with null that they stay. */
export async function updateErasure(tx: Tx, id: string, erasedAt: Date | null): Promise<void> {
  await tx.user.update({ where: { id }, data: { erasedAt } })
}

/**
 * Keeps a user from being removed until the transaction is over; answers whether they are there. Asked first, since a
 * removal locks the user before what belongs to them.
 */
export async function holdUser(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT id FROM users WHERE id = ${id}::uuid FOR KEY SHARE`
  return rows.length > 0
}

/** As `holdUser`, and has whoever else asks for this of the same user wait. */
export async function lockUser(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT id FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`
  return rows.length > 0
}
