// Starting and stopping, in order: settings, database, migrations, port; and on a signal the same way back.
import type { Database } from '@delete/db/client'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { clearDead } from './features/auth/jobs.ts'
import { nobodysHash } from './features/auth/passwords.ts'
import { systemClock } from './kernel/clock.ts'
import { type Env, readEnv } from './kernel/env.ts'
import { keepJwtSecrets } from './kernel/jwtSecrets.ts'
import { makeKeys } from './kernel/keys.ts'
import { createLimiter } from './kernel/limiter.ts'
import { createLog } from './kernel/log.ts'
import { listen, type Listener } from './kernel/listener.ts'
import { repeat } from './kernel/repeat.ts'
import { openMigrated } from './migrated.ts'
import { announce } from './startReport.ts'

/**
 * Starts the service, which then runs until SIGINT or SIGTERM.
 * @throws {StartError} when it cannot start
 */
export async function run(router?: AnyTRPCRouter): Promise<void> {
  const env = readEnv()
  const log = await createLog(env)
  const database = await openMigrated(env, log)
  try {
    const listener = await serve(env, log, database, router)
    announce(env, listener.port, log)
    stopOnSignal(listener, database, log)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function serve(
  env: Env,
  log: Logger,
  { db, pool }: Database,
  router?: AnyTRPCRouter,
): Promise<Listener> {
  const keys = makeKeys(env.jwtSecrets ?? keepJwtSecrets(env.dataDir))
  const limiter = createLimiter(env.databaseUrl ? pool : undefined)
  const deps = { env, db, pool, keys, limiter, clock: systemClock, log }
  const listener = await listen(createApp(deps, router), deps)
  void nobodysHash(env.bcryptCost)
  const stopClearing = repeat((signal) => clearDead(deps, { signal }), CLEARING_MS, log)
  const close = async (): Promise<void> => {
    await Promise.all([listener.close(), stopClearing()])
  }
  return { ...listener, close }
}

/** The first signal lets requests finish; a second one, other than an echo of a terminal's Ctrl-C, ends at once. */
function stopOnSignal(listener: Listener, database: Database, log: Logger): void {
  let stoppingSince: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now()
      log.debug({ signal }, 'stopping')
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
      listener
        .close()
        .then(database.close)
        .catch((error: unknown) => {
          log.error({ err: error }, 'The service did not stop cleanly.')
          process.exitCode = 1
        })
    } else if (signal !== 'SIGINT' || performance.now() - stoppingSince > ECHO_MS) {
      process.exit(1)
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

const CLEARING_MS = 600_000

// Longer than requests in hand are given; a database that hangs must not hold the process.
const STOP_LIMIT_MS = 9_500

// A package manager passes a Ctrl-C on that the terminal has sent already.
const ECHO_MS = 500
