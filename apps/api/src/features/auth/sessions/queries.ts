// What sessions ask the database.
import type { Tx } from '@delete/db/client'
import type { SessionId, UserId } from '@delete/schemas/ids'
import type { Pool } from 'pg'
import { isAfter, NEWEST_FIRST, type Position } from '../../../kernel/pages.ts'
import type { Visit } from '../devices.ts'
import type { UserRow } from '../queries.ts'
import type { Alive } from '../rules.ts'
import type { AccessClaims, RefreshClaims, TokenSession } from '../tokens.ts'

/** A row of `sessions`. */
export interface SessionRow extends TokenSession, Visit {
  authenticatedAt: Date
}

/** An active user, and when the session that asks was given the password. */
export interface CallerRow extends Omit<UserRow, 'hashedPassword' | 'isActive' | 'erasedAt'> {
  authenticatedAt: Date
}

/** Its owner has just given the password. */
export async function saveSession(tx: Tx, session: TokenSession, visit: Visit): Promise<void> {
  await tx.session.create({
    data: { ...session, authenticatedAt: session.createdAt, ...visit },
  })
}

/** Whom an access token speaks for, if its session is alive and its user active: two rows by their primary keys. */
export async function findCaller(
  pool: Pool,
  { sub, sid }: AccessClaims,
  { usedAfter, createdAfter }: Alive,
): Promise<CallerRow | undefined> {
  const { rows } = await pool.query<CallerRow>({
    name: 'find_caller',
    text: `
      SELECT users.id, email, name, locale, users.created_at AS "createdAt", updated_at AS "updatedAt",
        authenticated_at AS "authenticatedAt"
      FROM sessions JOIN users ON users.id = user_id
      WHERE sessions.id = $1 AND user_id = $2 AND is_active AND erased_at IS NULL
        AND last_used_at > $3 AND sessions.created_at > $4`,
    values: [sid, sub, usedAfter, createdAfter],
  })
  return rows[0]
}

/** Makes the next refresh token the live one, if `seq` is; of any number that try it at once, one does. */
export async function rotateSession(
  pool: Pool,
  { sub, sid, seq }: RefreshClaims,
  { now, visit, alive }: { now: Date; visit: Visit; alive: Alive },
): Promise<TokenSession | undefined> {
  const { rows } = await pool.query<Pick<TokenSession, 'createdAt'>>({
    name: 'rotate_session',
    text: `
      UPDATE sessions SET seq = seq + 1, last_used_at = $1, device = $2, address = $3
      WHERE id = $4 AND user_id = $5 AND seq = $6 AND last_used_at > $7 AND created_at > $8
        AND EXISTS (SELECT FROM users WHERE users.id = user_id AND is_active AND erased_at IS NULL)
      RETURNING created_at AS "createdAt"`,
    values: [now, visit.device, visit.address, sid, sub, seq, alive.usedAfter, alive.createdAfter],
  })
  const [row] = rows
  return row && { id: sid, userId: sub, seq: seq + 1, ...row, lastUsedAt: now }
}

/** A session that is alive, and whether its user is active: asked for one after the other, the user may be gone by then. */
export function findSession(
  tx: Tx,
  { sub, sid }: RefreshClaims,
  alive: Alive,
): Promise<(SessionRow & { user: Pick<UserRow, 'isActive' | 'erasedAt'> | null }) | null> {
  return tx.session.findFirst({
    where: { id: sid, userId: sub, ...isAlive(alive) },
    include: { user: { select: { isActive: true, erasedAt: true } } },
  })
}

/** One's own, newest log-in first. */
export function findSessions(
  tx: Tx,
  userId: UserId,
  { after, alive, limit }: { after: Position | undefined; alive: Alive; limit: number },
): Promise<SessionRow[]> {
  return tx.session.findMany({
    where: {
      userId,
      ...isAlive(alive),
      ...isAfter(after),
    },
    orderBy: NEWEST_FIRST,
    take: limit,
  })
}

/** Whether a session of that user is there. */
export async function hasSession(
  tx: Tx,
  { id, userId }: { id: SessionId; userId: UserId },
): Promise<boolean> {
  return (await tx.session.count({ where: { id, userId } })) > 0
}

/** Whether a session of that user was there to end. */
export async function removeSession(
  tx: Tx,
  { id, userId }: { id: SessionId; userId: UserId },
  alive?: Alive,
): Promise<boolean> {
  const { count } = await tx.session.deleteMany({
    where: { id, userId, ...(alive && isAlive(alive)) },
  })
  return count > 0
}

/** How many were ended. */
export async function removeOtherSessions(
  tx: Tx,
  { id, userId }: { id: SessionId; userId: UserId },
): Promise<number> {
  return (await tx.session.deleteMany({ where: { userId, id: { not: id } } })).count
}

/** Ends all of a user's sessions. */
export async function removeSessions(tx: Tx, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } })
}

/** Whether the session is still there. */
export async function markAuthenticated(tx: Tx, id: SessionId, now: Date): Promise<boolean> {
  const { count } = await tx.session.updateMany({ where: { id }, data: { authenticatedAt: now } })
  return count > 0
}

/** Ends up to `limit` sessions that were not used after that time, nor just now by a refresh that it waits for; answers how many. */
export function removeIdleSessions(tx: Tx, usedAfter: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE last_used_at <= ${usedAfter} LIMIT ${limit})
    AND last_used_at <= ${usedAfter}`
}

function isAlive({ usedAfter, createdAfter }: Alive): {
  lastUsedAt: { gt: Date }
  createdAt: { gt: Date }
} {
  return { lastUsedAt: { gt: usedAfter }, createdAt: { gt: createdAfter } }
}
