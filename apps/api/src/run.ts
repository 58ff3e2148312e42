// Starting and stopping, in order: settings, database, migrations, port; and on a signal the same way back.
import type { AnyTRPCRouter } from '@trpc/server'
import { createApp } from './app.ts'
import { clearDead } from './features/auth/jobs.ts'
import { nobodysHash } from './features/auth/passwords.ts'
import type { Deps } from './kernel/deps.ts'
import { readEnv } from './kernel/env.ts'
import { createLog } from './kernel/log.ts'
import { listen, type Listener } from './kernel/listener.ts'
import { repeat } from './kernel/repeat.ts'
import { type Close, openDeps, stopOnSignal, workOnJobs } from './running.ts'
import { announce } from './startReport.ts'

/**
 * Starts the service, which then runs until SIGINT or SIGTERM.
 * @throws {StartError} when it cannot start
 */
export async function run(router?: AnyTRPCRouter): Promise<void> {
  const env = readEnv()
  const log = await createLog(env)
  const { deps, close } = await openDeps(env, log, { doesJobs: env.doesJobs })
  try {
    const listener = await listen(createApp(deps, router), deps)
    const parts = [listener.close, ...startBeside(deps)]
    announce(env, listener.port, log)
    stopOnSignal(async () => {
      await Promise.all(parts.map((end) => end()))
      await close()
    }, log)
  } catch (error) {
    await close()
    throw error
  }
}

/** What goes on beside the answering of requests. */
function startBeside(deps: Deps): (Close | Listener['close'])[] {
  const { env, log } = deps
  void nobodysHash(env.bcryptCost)
  const stopClearing = repeat((signal) => clearDead(deps, { signal }), CLEARING_MS, log)
  return env.doesJobs ? [stopClearing, workOnJobs(deps)] : [stopClearing]
}

const CLEARING_MS = 600_000
