// What auth shows of a user.
import { UserId } from '@delete/schemas/ids'
import type { User } from '@delete/schemas/users'
import type { UserRow } from './queries.ts'

/** A row as its owner sees it. */
export function presentUser({ id, email, name, isActive, createdAt, updatedAt }: UserRow): User {
  return {
    id: UserId.parse(id),
    email,
    name,
    isActive,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  }
}
