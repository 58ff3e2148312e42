// Migrations: applied once, in order, or refused with a sentence that says what to do.
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { findPendingMigrations, migrate, migrationsDir } from '../src/migrate.ts'
import { StartError } from '../src/startError.ts'
import { hasServer, openTestDatabase } from '../src/testing.ts'

const { pool, close } = await openTestDatabase()
const root = await mkdtemp(join(tmpdir(), 'delete-migrations-'))
let dir: string

beforeEach(async () => {
  await pool.query('DROP SCHEMA public CASCADE')
  await pool.query('CREATE SCHEMA public')
  dir = await mkdtemp(join(root, 'run-'))
})

afterAll(async () => {
  await close()
  await rm(root, { recursive: true })
})

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true })
  await writeFile(join(dir, name, 'migration.sql'), sql)
}

async function tablesOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  )
  return rows.map(({ name }) => name)
}

test('the very first migration enables pgvector', async () => {
  const [first = ''] = await findPendingMigrations(pool)
  await cp(join(migrationsDir, first), join(dir, first), { recursive: true })
  await migrate(pool, dir)
  const { rows } = await pool.query(`SELECT 1 FROM pg_extension WHERE extname = 'vector'`)
  expect(rows).toHaveLength(1)
})

test('applies what is missing in the order of the names, and a second time nothing', async () => {
  await write('2_fill', `INSERT INTO likes VALUES ('it''s; fine')`)
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  expect(await findPendingMigrations(pool, dir)).toEqual(['1_create', '2_fill'])
  expect(await migrate(pool, dir)).toEqual(['1_create', '2_fill'])
  expect(await migrate(pool, dir)).toEqual([])
  await write('3_more', 'ALTER TABLE likes ADD sent_at TIMESTAMPTZ')
  expect(await migrate(pool, dir)).toEqual(['3_more'])
})

test('two at once apply each migration once', async () => {
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  const applied = await Promise.all([migrate(pool, dir), migrate(pool, dir)])
  expect(applied.flat()).toEqual(['1_create'])
})

test('keeps its record as Prisma does', async () => {
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  await migrate(pool, dir)
  const { rows } = await pool.query('SELECT * FROM _prisma_migrations')
  expect(rows).toEqual([
    {
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      checksum: 'f8095782d305a567e1d10da6726b49fe6b8167b8f8de53a86c5bc22deab014dd',
      migration_name: '1_create',
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    },
  ])
})

test('a migration that fails changes nothing, says why, and can be corrected', async () => {
  await write('1_create', 'CREATE TABLE likes (note TEXT); INSERT INTO nowhere VALUES (1)')
  await expect(migrate(pool, dir)).rejects.toThrow(
    /1_create failed: relation "nowhere" does not exist.*correct it and start again/,
  )
  expect(await tablesOf(pool)).toEqual(['_prisma_migrations'])
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  expect(await migrate(pool, dir)).toEqual(['1_create'])
})

test('a migration that opted out of its transaction and failed keeps the service from starting', async () => {
  await write('1_create', '-- no-transaction\nSELECT 1/0')
  await expect(migrate(pool, dir)).rejects.toThrow(
    /1_create failed: division by zero.*look at what it left/,
  )
  await expect(migrate(pool, dir)).rejects.toThrow(/1_create failed earlier.*delete its row/)
})

test.each([
  [
    'an edited migration',
    (): Promise<void> => write('1_create', 'CREATE TABLE likes (note INT)'),
    /1_create was edited.*Restore the file/,
  ],
  [
    'a missing migration',
    (): Promise<void> => rm(join(dir, '1_create'), { recursive: true }),
    /1_create, which the database has, is missing.*Restore its folder/,
  ],
  [
    'a database that is ahead',
    (): Promise<void> => rm(join(dir, '2_more'), { recursive: true }),
    /ahead of this code: it has the migration 2_more\. Start the version that brought it/,
  ],
  [
    'a folder without its file',
    (): Promise<void> => rm(join(dir, '1_create', 'migration.sql')),
    /1_create has no migration\.sql.*Restore the file/,
  ],
])('refuses %s', async (_what, change, sentence) => {
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  await write('2_more', 'ALTER TABLE likes ADD sent_at TIMESTAMPTZ')
  await migrate(pool, dir)
  await change()
  await expect(migrate(pool, dir)).rejects.toThrow(sentence)
  await expect(migrate(pool, dir)).rejects.toThrow(StartError)
})

test('says what to do when the server has no pgvector', async () => {
  const sql = 'DO $$ BEGIN RAISE \'extension "vector" is not available\'; END $$'
  await write('1_vectors', sql)
  await expect(migrate(pool, dir)).rejects.toThrow(/has no pgvector.*pgvector\/pgvector:pg16/)
})

test.runIf(hasServer())(
  'an index that is built concurrently waits for nobody who waits for it',
  async () => {
    await write('1_create', 'CREATE TABLE likes (note TEXT)')
    await write(
      '2_index',
      '-- no-transaction\nCREATE INDEX CONCURRENTLY likes_note_idx ON likes (note)',
    )
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, dir)))
    expect(applied.flat()).toEqual(['1_create', '2_index'])
  },
)

test.runIf(hasServer())('says that it waits while another process migrates', async () => {
  await write('1_create', 'CREATE TABLE likes (note TEXT)')
  const other = await pool.connect()
  await other.query('SELECT pg_advisory_lock(72707369)')
  const waits = Promise.withResolvers<void>()
  const applied = migrate(pool, dir, waits.resolve)
  await waits.promise
  expect(await findPendingMigrations(pool, dir)).toEqual(['1_create'])
  await other.query('SELECT pg_advisory_unlock(72707369)')
  other.release()
  expect(await applied).toEqual(['1_create'])
})

test('refuses a database that somebody else filled', async () => {
  await pool.query('CREATE TABLE theirs (id INT)')
  await expect(migrate(pool)).rejects.toThrow(/no record of migrations.*empty database/)
  expect(await tablesOf(pool)).toEqual(['theirs'])
})
