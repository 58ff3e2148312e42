// Opens the database: PostgreSQL at a URL, or the embedded one in a folder. The rest of the code cannot tell which.
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { type Prisma, PrismaClient } from './generated/client.ts'

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
  /** Folder of the embedded database. */
  dataDir: string
  /** Told when an idle connection breaks; the pool replaces it by itself. */
  onConnectionError: (error: Error) => void
}

/**
 * Opens the database without touching its tables. PostgreSQL is not contacted until the first query.
 * @throws {StartError} when another process has the embedded database's folder
 */
export async function openDatabase({
  url,
  dataDir,
  onConnectionError,
}: DatabaseOptions): Promise<Database> {
  if (url) {
    const pool = createPostgresPool(url)
    pool.on('error', onConnectionError)
    return createDatabase(pool, () => pool.end())
  }
  // Loaded here alone: production has no use for 30 MB of WebAssembly.
  const { openEmbeddedDir } = await import('./embedded.ts')
  const { pool, close } = await openEmbeddedDir(dataDir)
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

/** A pool on a PostgreSQL server. Sessions run in UTC because adapter-pg writes times without an offset. */
export function createPostgresPool(url: string): Pool {
  const target = new URL(url)
  const options = target.searchParams.get('options') ?? ''
  target.searchParams.set('options', `${options} -c TimeZone=UTC`.trim())
  return new Pool({
    connectionString: target.href,
    application_name: 'delete-api',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
  })
}
