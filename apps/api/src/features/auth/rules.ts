// What auth shows of a user, and when a session is over.
import { UserId } from '@delete/schemas/ids'
import { Locale, type User } from '@delete/schemas/users'
import type { Env } from '../../kernel/env.ts'
import type { UserRow } from './queries.ts'

/** A row as its owner sees it. */
export function presentUser({
  id,
  email,
  name,
  locale,
  isActive,
  createdAt,
  updatedAt,
}: Omit<UserRow, 'hashedPassword' | 'erasedAt'>): User {
  return {
    id: UserId.parse(id),
    email,
    name,
    locale: Locale.parse(locale),
    isActive,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}

/** Whether a row is an account to who has its password: active, and not to be erased by now. */
export function isMember({ isActive, erasedAt }: UserRow, now: Date): boolean {
  return isActive && (erasedAt === null || erasedAt > now)
}

/** How long an export is kept, in seconds. */
export const EXPORT_SECONDS = 604_800

type Lifetimes = Pick<Env, 'refreshTokenSeconds' | 'sessionSeconds'>

/** When a session ends by itself: idle or old, whichever comes first. */
export function endOf(
  { createdAt, lastUsedAt }: { createdAt: Date; lastUsedAt: Date },
  { refreshTokenSeconds, sessionSeconds }: Lifetimes,
): Date {
  return new Date(
    Math.min(
      lastUsedAt.getTime() + refreshTokenSeconds * 1000,
      createdAt.getTime() + sessionSeconds * 1000,
    ),
  )
}

/** What a session must be newer than to be alive. */
export interface Alive {
  usedAfter: Date
  createdAfter: Date
}

/** `endOf` turned around, for the `where` of a query: the sessions that are alive at `now`. */
export function aliveAt(now: Date, { refreshTokenSeconds, sessionSeconds }: Lifetimes): Alive {
  return {
    usedAfter: new Date(now.getTime() - refreshTokenSeconds * 1000),
    createdAfter: new Date(now.getTime() - sessionSeconds * 1000),
  }
}
