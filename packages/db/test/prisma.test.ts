// Prisma's own engine and our runner share one history: what either did, the other finds done, and goes on from there.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import {
  NO_FILTERS as filters,
  readMigrationList,
  withSchemaEngine,
} from '../scripts/schemaEngine.ts'
import { findPendingMigrations, migrate, migrationsDir } from '../src/migrate.ts'
import { hasServer, openTestDatabase } from '../src/testing.ts'

const { pool, close } = await openTestDatabase()
const root = await mkdtemp(join(tmpdir(), 'delete-prisma-'))
let dir: string

beforeEach(async () => {
  await empty(pool)
  dir = await mkdtemp(join(root, 'run-'))
})

afterAll(async () => {
  await close()
  await rm(root, { recursive: true })
})

async function empty(pool: Pool): Promise<Pool> {
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
  return pool
}

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true })
  await writeFile(join(dir, name, 'migration.sql'), sql)
}

/** `prisma migrate deploy`. */
async function deploy(from = dir): Promise<string[]> {
  const migrationsList = readMigrationList(from)
  const { appliedMigrationNames } = await withSchemaEngine(pool, (engine) =>
    engine.applyMigrations({ migrationsList, filters }),
  )
  return appliedMigrationNames
}

/** `prisma migrate status`. */
function diagnose(from = dir): Promise<object> {
  const migrationsList = readMigrationList(from)
  return withSchemaEngine(pool, (engine) =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters }),
  )
}

const COMPLETE = {
  hasMigrationsTable: true,
  history: null,
  editedMigrationNames: [],
  failedMigrationNames: [],
}

/** The table of migrations as it is declared, and what it says but for ids and times. */
async function readRecord(): Promise<object> {
  const columns = await pool.query(
    `SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid) AS default
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = '_prisma_migrations'::regclass AND attnum > 0 ORDER BY attnum`,
  )
  const indexes = await pool.query(
    `SELECT indexdef FROM pg_indexes WHERE tablename = '_prisma_migrations'`,
  )
  const rows = await pool.query(
    `SELECT length(id), checksum, migration_name, logs, applied_steps_count, rolled_back_at, finished_at >= started_at AS "isFinished"
     FROM _prisma_migrations ORDER BY started_at`,
  )
  return { columns: columns.rows, indexes: indexes.rows, rows: rows.rows }
}

const CREATE = `CREATE TABLE likes (note TEXT)`
const FILL = `INSERT INTO likes VALUES ('it''s; fine'); INSERT INTO likes VALUES ('so; is this')`

const runners = { ours: () => migrate(pool, dir), Prisma: () => deploy() }
const pairs: [keyof typeof runners, keyof typeof runners][] = [
  ['ours', 'Prisma'],
  ['Prisma', 'ours'],
]

test('the engine is the build that the prisma command line names', () => {
  const require = createRequire(import.meta.url)
  const fromPrisma = createRequire(require.resolve('prisma/package.json'))
  const { dependencies } = fromPrisma('@prisma/engines/package.json')
  const { devDependencies } = require('../package.json')
  expect(devDependencies['@prisma/schema-engine-wasm']).toBe(
    dependencies['@prisma/engines-version'],
  )
})

describe('the migrations of this code', () => {
  test('applied by ours are complete to Prisma, which applies nothing more', async () => {
    await migrate(pool)
    expect(await diagnose(migrationsDir)).toEqual(COMPLETE)
    expect(await deploy(migrationsDir)).toEqual([])
  })

  test('applied by Prisma are complete to ours, which applies nothing more', async () => {
    expect(await deploy(migrationsDir)).not.toEqual([])
    expect(await findPendingMigrations(pool)).toEqual([])
    expect(await migrate(pool)).toEqual([])
  })

  test('leave the same record, whoever applied them', async () => {
    await migrate(pool)
    const ours = await readRecord()
    await empty(pool)
    await deploy(migrationsDir)
    expect(await readRecord()).toEqual(ours)
  })

  test('applied by ours give `prisma migrate dev` no reason to reset the database', async () => {
    await migrate(pool)
    const migrationsList = readMigrationList(migrationsDir)
    const shadow = await openTestDatabase()
    const advice = await withSchemaEngine(
      pool,
      (engine) => engine.devDiagnostic({ migrationsList, filters }),
      () => empty(shadow.pool),
    )
    expect(advice).toEqual({ action: { tag: 'createMigration' } })
    await shadow.close()
  })
})

describe.each(pairs)('where %s stopped, %s', (first, second) => {
  test('goes on', async () => {
    await write('1_create', CREATE)
    expect(await runners[first]()).toEqual(['1_create'])
    await write('2_fill', FILL)
    expect(await findPendingMigrations(pool, dir)).toEqual(['2_fill'])
    expect(await diagnose()).toMatchObject({
      history: { diagnostic: 'databaseIsBehind', unappliedMigrationNames: ['2_fill'] },
    })
    expect(await runners[second]()).toEqual(['2_fill'])
    expect((await pool.query('SELECT note FROM likes')).rows).toHaveLength(2)
    expect(await diagnose()).toEqual(COMPLETE)
    expect(await findPendingMigrations(pool, dir)).toEqual([])
  })

  test('sees, as the first does, that a migration was edited', async () => {
    await write('1_create', CREATE)
    await runners[first]()
    await write('1_create', `${CREATE};`)
    expect(await diagnose()).toEqual({ ...COMPLETE, editedMigrationNames: ['1_create'] })
    await expect(findPendingMigrations(pool, dir)).rejects.toThrow(/1_create was edited/)
  })

  test('sees, as the first does, that a migration is unknown here', async () => {
    await write('1_create', CREATE)
    await write('2_fill', FILL)
    await runners[first]()
    await rm(join(dir, '2_fill'), { recursive: true })
    expect(await diagnose()).toEqual({
      ...COMPLETE,
      history: {
        diagnostic: 'migrationsDirectoryIsBehind',
        unpersistedMigrationNames: ['2_fill'],
      },
    })
    await expect(migrate(pool, dir)).rejects.toThrow(/ahead of this code.* 2_fill/)
  })

  test('sees, as the first does, that a migration failed, and waits until that is resolved', async () => {
    // Without its transaction, since ours takes a failure back together with its record.
    await write('1_create', `-- no-transaction\nSELECT 1/0`)
    await expect(runners[first]()).rejects.toThrow(/division by zero/)
    expect(await diagnose()).toMatchObject({ failedMigrationNames: ['1_create'] })
    await expect(findPendingMigrations(pool, dir)).rejects.toThrow(/1_create failed earlier/)
    await expect(runners[second]()).rejects.toThrow(/failed/)

    await write('1_create', CREATE)
    await withSchemaEngine(pool, (engine) =>
      engine.markMigrationRolledBack({ migrationName: '1_create' }),
    )
    expect(await runners[second]()).toEqual(['1_create'])
    expect(await diagnose()).toEqual(COMPLETE)
  })
})

test('a database that somebody else filled is ours after `prisma migrate resolve --applied`', async () => {
  await pool.query(CREATE)
  await write('1_create', CREATE)
  await expect(migrate(pool, dir)).rejects.toThrow(/prisma migrate resolve --applied/)
  const migrationsList = readMigrationList(dir)
  await withSchemaEngine(pool, (engine) =>
    engine.markMigrationApplied({ migrationName: '1_create', migrationsList }),
  )
  await write('2_fill', FILL)
  expect(await migrate(pool, dir)).toEqual(['2_fill'])
})

// The embedded database has one session, which no lock keeps from itself.
test.runIf(hasServer())('both at once apply each migration once, under one lock', async () => {
  await write('1_create', `${CREATE}; SELECT pg_sleep(0.2)`)
  const applied = await Promise.all([migrate(pool, dir), deploy()])
  expect(applied.flat()).toEqual(['1_create'])
})
