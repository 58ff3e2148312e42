// Opens the database: PostgreSQL at a URL, or the embedded one in a folder. The rest of the code cannot tell which.
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'
import { createPostgresPool, type PoolLimits } from './pool.ts'
import { StartError } from './startError.ts'

export type Db = PrismaClient
/** What a query runs on: the client itself, or the transaction that the service has opened. */
export type Tx = Prisma.TransactionClient

export interface Database {
  db: Db
  pool: Pool
  /** Ends every connection; the embedded database is then written and its folder free. */
  close: () => Promise<void>
}

export interface DatabaseOptions {
  /** `postgresql://...`; without it the embedded database is opened. */
  url?: string | undefined
  /** For PostgreSQL; the embedded database has one connection, and its statements are not timed. */
  limits: PoolLimits
  /** The kind of work that the last free connection is kept for. */
  vital: string
  /** Folder of the embedded database. */
  dataDir: string
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onConnectionError: (error: Error) => void
  /** Told before a new embedded database is made, which takes seconds. */
  onCreate?: () => void
}

/**
 * Opens the database without touching its tables. PostgreSQL is not contacted until the first query.
 * @throws {StartError} when another process has the embedded database's folder, or that database is not installed
 */
export async function openDatabase({
  url,
  limits,
  vital,
  dataDir,
  onConnectionError,
  onCreate,
}: DatabaseOptions): Promise<Database> {
  if (url) {
    const pool = createPostgresPool(url, limits, vital)
    pool.on('error', onConnectionError)
    return createDatabase(pool, () => pool.endNow())
  }
  // Loaded here alone, and installed for development alone: production has no use for 30 MB of WebAssembly.
  const { openEmbeddedDir } = await import('./embedded.ts').catch((cause: unknown) => {
    throw new StartError(
      'The embedded database is not part of an installation for production. Set DATABASE_URL to a PostgreSQL with pgvector.',
      { cause },
    )
  })
  const { pool, close } = await openEmbeddedDir(dataDir, onCreate)
  return createDatabase(pool, close)
}

/** The Prisma client over a pool that somebody else made; `end` ends what is behind it. */
export function createDatabase(pool: Pool, end: () => Promise<void>): Database {
  const db = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' })
  return {
    db,
    pool,
    close: async () => {
      await db.$disconnect()
      await end()
    },
  }
}
