// What auth asks the database.
import type { Tx } from '@delete/db/client'
import type { UserId } from '@delete/schemas/ids'

/** A row of `users`. */
export interface UserRow {
  id: string
  email: string
  hashedPassword: string
  name: string
  isActive: boolean
  createdAt: Date
  updatedAt: Date
}

export function findUserByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  return tx.user.findUnique({ where: { email } })
}

export function findUserById(tx: Tx, id: UserId): Promise<UserRow | null> {
  return tx.user.findUnique({ where: { id } })
}

/** @throws a unique violation of `users_email_key` when the address is taken */
export function saveUser(tx: Tx, user: Omit<UserRow, 'id' | 'isActive'>): Promise<UserRow> {
  return tx.user.create({ data: user })
}
