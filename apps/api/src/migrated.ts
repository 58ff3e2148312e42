// The database of the settings, opened, and brought up to date: what a start, a deployment and a reset begin with.
import { type Database, openDatabase } from '@delete/db/client'
import { migrate } from '@delete/db/migrate'
import { StartError } from '@delete/db/startError'
import type { Logger } from 'pino'
import type { Env } from './kernel/env.ts'
import { announceFirstStart } from './startReport.ts'

/** @throws {StartError} as `openDatabase` */
export function open(env: Env, log: Logger): Promise<Database> {
  const { databaseUrl, databaseLimits, dataDir } = env
  const onConnectionError = (error: Error): void =>
    log.warn({ reason: error.message }, 'A database connection broke.')
  return openDatabase({
    url: databaseUrl,
    limits: databaseLimits,
    vital: 'health.ready',
    dataDir,
    onConnectionError,
    onCreate: announceFirstStart,
  })
}

/** @throws {StartError} when it cannot be reached, or its history and this code disagree */
export async function openMigrated(env: Env, log: Logger): Promise<Database> {
  const { databaseUrl } = env
  const database = await open(env, log)
  try {
    const applied = await migrate(database.pool, undefined, () =>
      log.info('Waiting for another process, which migrates the database.'),
    )
    if (databaseUrl && applied.length > 0) log.info({ migrations: applied }, 'migrated')
    return database
  } catch (error) {
    await database.close()
    throw explain(error, env)
  }
}

/** What to say when the database of the settings cannot be used; any other error stays what it is. */
export function explain(error: unknown, { databaseUrl, isProduction }: Env): unknown {
  if (error instanceof StartError || !databaseUrl) return error
  const reason =
    error instanceof AggregateError ? error.errors.map(String).join(', ') : String(error)
  const advice = isProduction
    ? 'Start it, or correct DATABASE_URL.'
    : 'Start it (docker compose up -d), correct DATABASE_URL, or unset DATABASE_URL to use the embedded one.'
  return new StartError(
    `The database at ${new URL(databaseUrl).host} cannot be used: ${reason}. ${advice}`,
    { cause: error },
  )
}
