// What a process of the service is made of: opened in order, closed in the same way back.
import type { Logger } from 'pino'
import { workers } from './jobs.ts'
import { systemClock } from './kernel/clock.ts'
import type { Deps } from './kernel/deps.ts'
import type { Env } from './kernel/env.ts'
import { openQueue } from './kernel/jobs/queue.ts'
import { startWorking } from './kernel/jobs/worker.ts'
import { keepJwtSecrets } from './kernel/jwtSecrets.ts'
import { makeKeys } from './kernel/keys.ts'
import { createLimiter } from './kernel/limiter.ts'
import { createMailer } from './kernel/mail/mailer.ts'
import { openMigrated } from './migrated.ts'

/** How a part of the process comes to its end. */
export type Close = () => Promise<unknown>

export interface Running {
  deps: Deps
  /** Ends the database; everything that uses it has ended by then. */
  close: () => Promise<void>
}

/**
 * Opens what everything runs on: the database, migrated, and the queue of jobs.
 * @throws {StartError} as `openMigrated`
 */
export async function openDeps(
  env: Env,
  log: Logger,
  { doesJobs }: { doesJobs: boolean },
): Promise<Running> {
  const { db, pool, close } = await openMigrated(env, log)
  try {
    const contracts = workers.map(({ contract }) => contract)
    const queue = await openQueue({ pool, log }, contracts, { supervises: doesJobs })
    const deps = {
      env,
      db,
      pool,
      keys: makeKeys(env.jwtSecrets ?? keepJwtSecrets(env.dataDir)),
      limiter: createLimiter(env.databaseUrl ? pool : undefined),
      queue,
      sendMail: createMailer(env, log),
      clock: systemClock,
      log,
    }
    return {
      deps,
      close: async () => {
        await queue.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Works every kind of job off. */
export function workOnJobs(deps: Deps): Close {
  return startWorking(deps, workers)
}

/** The first signal lets what is under way finish; a second one, other than an echo of a terminal's Ctrl-C, ends at once. */
export function stopOnSignal(close: Close, log: Logger): void {
  let stoppingSince: number | undefined
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now()
      log.debug({ signal }, 'stopping')
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
      void close()
        .catch((error: unknown) => {
          log.error({ err: error }, 'The service did not stop cleanly.')
          process.exitCode = 1
        })
        // A mail that is still being sent would hold the process; its job is tried again.
        .finally(() => process.exit())
    } else if (signal !== 'SIGINT' || performance.now() - stoppingSince > ECHO_MS) {
      process.exit(1)
    }
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

// Longer than requests in hand are given; a database that hangs must not hold the process.
const STOP_LIMIT_MS = 9_500

// A package manager passes a Ctrl-C on that the terminal has sent already.
const ECHO_MS = 500
