// Shows the background jobs that wait and those that are dead; `retry` tries the dead ones again.
import { readEnv } from '../src/kernel/env.ts'
import { createLog } from '../src/kernel/log.ts'
import { listJobs, retryDead } from '../src/kernel/jobs/report.ts'
import { openMigrated } from '../src/migrated.ts'
import { reportStartError } from '../src/startReport.ts'

await reportStartError(async () => {
  const env = readEnv()
  const log = await createLog(env)
  const { pool, close } = await openMigrated(env, log)
  try {
    const [command, ...others] = process.argv.slice(2)
    if (command === 'retry' && others.length === 0) {
      console.log(`${await retryDead(pool)} dead jobs are tried again.`)
    } else if (command === undefined) {
      console.log(await listJobs(pool))
    } else {
      console.error(
        'Say "pnpm jobs" to see the jobs, or "pnpm jobs retry" to try the dead ones again.',
      )
      process.exitCode = 1
    }
  } finally {
    await close()
  }
})
