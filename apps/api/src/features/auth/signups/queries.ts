// What sign-ups that wait to be verified ask the database.
import type { Tx } from '@delete/db/client'

/** A row of `signups`. */
export interface SignupRow {
  id: string
  email: string
  hashedPassword: string
  name: string
  locale: string
}

interface WaitingSignup extends SignupRow {
  expiresAt: Date
}

/** Keeps a sign-up in the place of the one before it for that address, whose links are void. */
export async function saveSignup(
  tx: Tx,
  { id, email, hashedPassword, name, locale }: SignupRow,
  { now, expiresAt }: { now: Date; expiresAt: Date },
): Promise<void> {
  const [kept] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO signups (id, email, hashed_password, name, locale, created_at, expires_at)
    VALUES (${id}::uuid, ${email}, ${hashedPassword}, ${name}, ${locale}, ${now}, ${expiresAt})
    ON CONFLICT (email) DO UPDATE SET hashed_password = EXCLUDED.hashed_password, name = EXCLUDED.name,
      locale = EXCLUDED.locale, created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
    RETURNING id`
  await tx.link.deleteMany({ where: { signupId: kept?.id ?? id } })
}

/** A sign-up that still waits, which whoever else asks for it has to wait for until the transaction is over. */
export async function lockSignup(
  tx: Tx,
  key: { id: string } | { email: string },
  now: Date,
): Promise<WaitingSignup | null> {
  const id = 'id' in key ? key.id : null
  const email = 'email' in key ? key.email : null
  const [row] = await tx.$queryRaw<WaitingSignup[]>`
    SELECT id, email, hashed_password AS "hashedPassword", name, locale, expires_at AS "expiresAt" FROM signups
    WHERE (id = ${id}::uuid OR email = ${email}) AND expires_at > ${now} FOR UPDATE`
  return row ?? null
}

export function findSignup(tx: Tx, id: string): Promise<SignupRow | null> {
  return tx.signup.findUnique({ where: { id } })
}

/** Keeps it for longer, as its newest link is good for longer. */
export async function extendSignup(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.signup.updateMany({ where: { id }, data: { expiresAt } })
}

export async function removeSignup(tx: Tx, email: string): Promise<void> {
  await tx.signup.deleteMany({ where: { email } })
}

/** Removes up to `limit` sign-ups that nobody has verified in time; answers how many. */
export function removeOldSignups(tx: Tx, now: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM signups WHERE id IN (
      SELECT id FROM signups WHERE expires_at <= ${now} LIMIT ${limit})
      AND expires_at <= ${now}`
}
