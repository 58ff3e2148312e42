// Applies the raw SQL migrations, and keeps `_prisma_migrations` as Prisma does, so that either can go on from the other.
import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Pool, PoolClient } from 'pg'
import { liftLimits } from './pool.ts'
import { StartError } from './startError.ts'

/** A folder of `prisma/migrations`. */
interface Migration {
  name: string
  sql: string
  /** SHA-256 of `migration.sql` in hexadecimal, as Prisma records it. */
  checksum: string
}

interface AppliedMigration {
  name: string
  checksum: string
  isFinished: boolean
}

type Queryable = Pick<Pool, 'query'>

/** Where this package keeps its migrations. */
export const migrationsDir = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

/**
 * Applies what is missing, in the order of the names, each in a transaction of its own
 * (a first line `-- no-transaction` opts out; PostgreSQL then takes one statement to the file). Safe to run from many processes at once:
 * one applies, the others wait, and `onWait` hears of it.
 * @returns the names of the migrations that this call applied
 * @throws {StartError} when history and files disagree, or a migration fails
 */
export async function migrate(
  pool: Pool,
  dir: string = migrationsDir,
  onWait?: () => void,
): Promise<string[]> {
  const migrations = await readMigrations(dir)
  const client = await pool.connect()
  try {
    await liftLimits(client)
    await lock(client, onWait)
    const applied = await readHistory(client)
    refuseUnknown(applied, migrations)
    const pending = findPending(applied, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    // Closing the session frees its lock and its settings.
    client.release(true)
  }
}

/** Those of this code, read once: what is checked out under a running process is not what it runs. */
let ours: Migration[] | undefined

/**
 * The migrations that this code needs and the database does not have. That the database has more is no fault while the
 * service runs: a newer version is about to take over.
 * @throws {StartError} when history and files disagree otherwise
 */
export async function findPendingMigrations(
  pool: Pool,
  dir: string = migrationsDir,
): Promise<string[]> {
  const migrations =
    dir === migrationsDir ? (ours ??= await readMigrations(dir)) : await readMigrations(dir)
  const pending = findPending(await readHistory(pool), migrations)
  return pending.map(({ name }) => name)
}

/**
 * Asks again and again, and does not wait within a statement: its snapshot would keep `CREATE INDEX CONCURRENTLY`, in
 * whoever has the lock, from ever ending.
 */
async function lock(client: PoolClient, onWait?: () => void): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const { rows } = await client.query<{ isLocked: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS "isLocked"',
      [PRISMA_MIGRATE_LOCK],
    )
    if (rows[0]?.isLocked) return
    if (tries === 0) onWait?.()
    await setTimeout(LOCK_RETRY_MS)
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(`${dir}/${name}/migration.sql`, 'utf8').catch((error: unknown) => {
        throw new StartError(
          `The migration ${name} has no migration.sql that can be read. Restore the file, or delete the folder if it was never applied.`,
          { cause: error },
        )
      })
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

function findPending(applied: AppliedMigration[], migrations: Migration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, isFinished } of applied) {
    if (!isFinished) {
      throw new StartError(
        `The migration ${name} failed earlier and left the database half changed. Repair what it left, then delete its row from _prisma_migrations (or run "prisma migrate resolve") and start again.`,
      )
    }
    if (known.has(name) && known.get(name)?.checksum !== checksum) {
      throw new StartError(
        `The migration ${name} was edited after it had been applied. Restore the file, and put the change into a new migration.`,
      )
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  return migrations.filter(({ name }) => !done.has(name))
}

function refuseUnknown(applied: AppliedMigration[], migrations: Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name))
  const newest = migrations.at(-1)?.name ?? ''
  for (const { name } of applied) {
    if (known.has(name)) continue
    throw new StartError(
      name > newest
        ? `The database is ahead of this code: it has the migration ${name}. Start the version that brought it, or a newer one.`
        : `The migration ${name}, which the database has, is missing from this code. Restore its folder.`,
    )
  }
}

async function readHistory(database: Queryable): Promise<AppliedMigration[]> {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  )
  if (tables.some(({ name }) => name === '_prisma_migrations')) {
    const { rows } = await database.query<AppliedMigration>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
    )
    return rows
  }
  if (tables.length > 0) {
    throw new StartError(
      `The database holds tables but no record of migrations. Point DATABASE_URL at an empty database, or baseline this one with "prisma migrate resolve --applied".`,
    )
  }
  return []
}

async function apply(client: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await client.query(CREATE_HISTORY)
  const isTransaction = !sql.startsWith('-- no-transaction')
  const id = randomUUID()
  try {
    if (isTransaction) await client.query('BEGIN')
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
      [id, checksum, name],
    )
    await client.query(sql)
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1',
      [id],
    )
    if (isTransaction) await client.query('COMMIT')
  } catch (error) {
    // On a connection that broke there is nothing to roll back, and its own error says more.
    if (isTransaction) await client.query('ROLLBACK').catch(() => undefined)
    const reason = error instanceof Error ? error.message : String(error)
    if (/extension "vector" is not available|vector\.control/.test(reason)) {
      throw new StartError(
        'This PostgreSQL has no pgvector. Install it there, or use a server that has it, such as the image pgvector/pgvector:pg16.',
      )
    }
    throw new StartError(
      `The migration ${name} failed: ${reason}. ${isTransaction ? 'It changed nothing; correct it and start again.' : 'It ran without a transaction: look at what it left before you start again.'}`,
    )
  }
}

const LOCK_RETRY_MS = 100

// The number that Prisma's own engine locks while it migrates.
const PRISMA_MIGRATE_LOCK = 72707369

const CREATE_HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`
