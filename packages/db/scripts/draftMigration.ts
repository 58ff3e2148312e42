// Begins a migration: a folder with the SQL that takes the existing migrations to the Prisma schema, as far as Prisma can write it.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SchemaContainer } from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Pool } from 'pg'
import type { Embedded } from '../src/embedded.ts'
import { migrate } from '../src/migrate.ts'
import { StartError } from '../src/startError.ts'
import { findDrift } from './drift.ts'
import {
  NO_FILTERS as filters,
  readMigrationList,
  readSchema,
  withSchemaEngine,
} from './schemaEngine.ts'

interface DraftOptions {
  /** What the migration does, in snake_case. */
  name: string
  migrationsDir: string
  schemaDir: string
  now: Date
  /** Opens an empty database, on which the existing migrations and the new one are tried. */
  openEmpty: () => Promise<Embedded>
}

interface Draft {
  /** The file that was written. */
  path: string
  /** Whether schema and migrations agree, so that the file holds a comment only. */
  isEmpty: boolean
  /** What the SQL does not do though the schema says it, one sentence each. */
  missing: string[]
}

/**
 * Writes `<YYYYMMDDhhmmss>_<name>/migration.sql`; its first line is left for the author to say what it is for.
 * @throws {StartError} when the name does not do, the schema or a migration is faulty, or the file system refuses
 */
export async function draftMigration(options: DraftOptions): Promise<Draft> {
  const { name, migrationsDir, schemaDir, now, openEmpty } = options
  const time = now.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const folder = join(migrationsDir, `${time}_${name}`)
  const { migrationDirectories } = await attempt('read', async () =>
    readMigrationList(migrationsDir),
  )
  checkName(
    name,
    time,
    migrationDirectories.map((migration) => migration.path),
  )
  const files = await attempt('read', async () => readSchema(schemaDir))

  const { pool, close } = await openEmpty()
  try {
    await migrate(pool, migrationsDir)
    const sql = await writeChanges(pool, files)
    const missing = await findMissing(pool, files, sql)
    const path = join(folder, 'migration.sql')
    await attempt('written', () => save(folder, path, FIRST_LINE + sql))
    return { path, isEmpty: sql === '', missing }
  } finally {
    await close()
  }
}

const FIRST_LINE = '-- Say here, in one sentence, what this migration is for.\n'

function checkName(name: string, time: string, existing: string[]): void {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) {
    throw new StartError(
      `A migration is named by what it does, in snake_case, such as add_photos; "${name}" is not.`,
    )
  }
  const namesake = existing.find((migration) => migration.replace(/^\d+_/, '') === name)
  if (namesake !== undefined) {
    throw new StartError(`There is ${namesake} already: choose another name.`)
  }
  const newest = existing.toSorted().at(-1)
  if (newest !== undefined && newest >= `${time}_${name}`) {
    throw new StartError(
      `A migration of this moment (${time}, UTC) would not come after ${newest}: set this machine's clock, or rename that one if it has not landed.`,
    )
  }
}

/** The engine's SQL without its headlines (`-- AlterTable`), which repeat the statement below them. */
async function writeChanges(pool: Pool, files: SchemaContainer[]): Promise<string> {
  const { exitCode, stdout } = await withSchemaEngine(pool, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: '' },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters,
    }),
  ).catch((error: Error & { code?: string }) => {
    if (error.code !== INVALID_SCHEMA) throw error
    throw new StartError(`The schema cannot be used. ${error.message.trim()}`, { cause: error })
  })
  return exitCode === 0 ? '' : (stdout ?? '').replaceAll(/^-- \w+\n/gm, '')
}

/** Runs the draft and looks what is left to do: that is what the engine does not see. */
async function findMissing(pool: Pool, files: SchemaContainer[], sql: string): Promise<string[]> {
  try {
    await pool.query(sql)
  } catch (error) {
    return [`As it stands it does not run: ${error instanceof Error ? error.message : 'unknown'}.`]
  }
  return findDrift(pool, files)
}

/** A folder without its file would keep the service from starting, so nothing stays of a failure. */
async function save(folder: string, path: string, text: string): Promise<void> {
  await mkdir(folder)
  try {
    await writeFile(path, text)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function attempt<T>(what: 'read' | 'written', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    if (path === undefined) throw error
    throw new StartError(`${path} cannot be ${what} (${code}).`, { cause: error })
  }
}

// https://www.prisma.io/docs/orm/reference/error-reference#p1012
const INVALID_SCHEMA = 'P1012'
