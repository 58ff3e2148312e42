// What is held of a member: found as a whole, and removed as a whole.
import type { Tx } from '@delete/db/client'
import { accountLeft } from '@delete/schemas/jobs'
import type { UserRow } from '../queries.ts'

/** An account that is to be erased at that time, locked until the transaction is over. */
export async function lockErased(
  tx: Tx,
  id: string,
  erasedAt: Date,
): Promise<Pick<UserRow, 'id' | 'email'> | null> {
  const [row] = await tx.$queryRaw<Pick<UserRow, 'id' | 'email'>[]>`
    SELECT id, email FROM users WHERE id = ${id}::uuid AND erased_at = ${erasedAt} FOR UPDATE`
  return row ?? null
}

/** Everything that is held of a user, but for what would let a reader in: hashes and encrypted answers. */
export async function findHeld(tx: Tx, id: string, email: string): Promise<object> {
  const where = { userId: id }
  const omit = { userId: true } as const
  return {
    account: await tx.user.findUnique({ where: { id }, omit: { hashedPassword: true } }),
    sessions: await tx.session.findMany({ where, omit }),
    authEvents: await tx.authEvent.findMany({ where, omit, orderBy: { createdAt: 'asc' } }),
    emailChanges: await tx.emailChange.findMany({ where, omit }),
    links: await tx.link.findMany({ where, select: { purpose: true, expiresAt: true } }),
    idempotencyKeys: await tx.idempotencyKey.findMany({
      where,
      select: { id: true, expiresAt: true },
    }),
    exports: await tx.export.findMany({ where, omit: { userId: true, content: true } }),
    signups: await tx.signup.findMany({ where: { email }, omit: { hashedPassword: true } }),
    jobs: await tx.$queryRaw<object[]>`
      SELECT name, state::text, created_on AS "createdAt" FROM pgboss.job
      WHERE data->>'userId' = ${id} OR data->>'email' = ${email}`,
  }
}

/** Removes what was answered to a user and kept: nothing shows them any more. */
export async function removeAnswers(tx: Tx, userId: string): Promise<void> {
  await tx.idempotencyKey.deleteMany({ where: { userId } })
}

/** Up to `limit` users whom the job should have erased by that time. */
export function findOverdue(
  tx: Tx,
  erasedBy: Date,
  limit: number,
): Promise<Pick<UserRow, 'id' | 'email'>[]> {
  return tx.$queryRaw`
    SELECT id, email FROM users WHERE erased_at <= ${erasedBy} LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

/** Removes up to `limit` exports that were made by that time; answers how many. */
export function removeOldExports(tx: Tx, madeBy: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM exports WHERE user_id IN (
      SELECT user_id FROM exports WHERE made_at <= ${madeBy} LIMIT ${limit})
      AND made_at <= ${madeBy}`
}

/** Removes a user, all that refers to them, and all that waits for their address, but for the job that asks for it. */
export async function removeUser(
  tx: Tx,
  { id, email }: Pick<UserRow, 'id' | 'email'>,
): Promise<void> {
  await tx.signup.deleteMany({ where: { email } })
  await tx.$executeRaw`
    DELETE FROM pgboss.job WHERE NOT (name = ${accountLeft.name} AND state = 'active')
      AND (data->>'userId' = ${id} OR data->>'email' = ${email})`
  await tx.user.delete({ where: { id } })
}
