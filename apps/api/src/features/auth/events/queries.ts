// What events ask the database.
import type { Tx } from '@delete/db/client'
import type { UserId } from '@delete/schemas/ids'
import { AuthEventKind } from '@delete/schemas/sessions'
import { isAfter, NEWEST_FIRST, type Position } from '../../../kernel/pages.ts'
import type { Visit } from '../devices.ts'

/** A row of `auth_events`. */
export interface AuthEventRow extends Visit {
  id: string
  kind: string
  createdAt: Date
}

export interface NewAuthEvent {
  /** Null for a try at an address that has no account. */
  userId: string | null
  kind: AuthEventKind
  now: Date
  visit: Visit
}

/** Writes an event down, in the transaction of what it tells; without an owner, where that account has just gone. */
export async function saveEvent(
  tx: Tx,
  { userId, kind, now, visit: { device, address } }: NewAuthEvent,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO auth_events (user_id, kind, device, address, created_at) VALUES (
      (SELECT id FROM users WHERE id = ${userId}::uuid FOR KEY SHARE),
      ${kind}, ${device}, ${address}, ${now})`
}

/** Removes up to `limit` events from before that time; answers how many. */
export function removeEvents(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM auth_events WHERE id IN (
      SELECT id FROM auth_events WHERE created_at <= ${before} LIMIT ${limit})`
}

/** One's own, newest first. Kinds that a newer version writes beside this one are left out. */
export function findEvents(
  tx: Tx,
  userId: UserId,
  { after, since, limit }: { after: Position | undefined; since: Date; limit: number },
): Promise<AuthEventRow[]> {
  return tx.authEvent.findMany({
    where: {
      userId,
      kind: { in: AuthEventKind.options },
      createdAt: { gt: since },
      ...isAfter(after),
    },
    orderBy: NEWEST_FIRST,
    take: limit,
  })
}
