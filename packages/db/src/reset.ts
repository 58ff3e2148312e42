// Throws away all that a database holds.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { lockDataDir } from './lock.ts'

/**
 * Empties the server's database at `url`, or the embedded one in `dataDir`, whose secrets stay.
 * @throws {StartError} when another process has the embedded database
 */
export async function emptyDatabase({
  url,
  dataDir,
}: {
  url?: string | undefined
  dataDir: string
}): Promise<void> {
  if (url) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    await client.connect()
    try {
      await client.query(
        `SET lock_timeout = '10s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS pgboss CASCADE`,
      )
    } finally {
      await client.end()
    }
    return
  }
  const unlock = lockDataDir(dataDir)
  try {
    await rm(join(dataDir, 'pg'), { recursive: true, force: true })
  } finally {
    unlock()
  }
}
