// What health asks the database.
import type { Db } from '@delete/db/client'
import { findPendingMigrations } from '@delete/db/migrate'
import { StartError } from '@delete/db/startError'
import type { Pool } from 'pg'

/** @throws when the database does not answer */
export async function ping(db: Db): Promise<void> {
  await db.$queryRaw`SELECT 1`
}

/** Whether the database has every migration that this version expects, unchanged. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  try {
    return (await findPendingMigrations(pool)).length === 0
  } catch (error) {
    if (error instanceof StartError) return false
    throw error
  }
}
