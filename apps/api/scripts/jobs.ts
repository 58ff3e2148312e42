// Shows the background jobs that wait and those that are dead; `retry` has the dead ones tried again.
import { listJobs, retryDead } from '../src/kernel/jobs/report.ts'
import { readEnv } from '../src/kernel/env.ts'
import { createLog } from '../src/kernel/log.ts'
import { explain, open } from '../src/migrated.ts'
import { reportStartError } from '../src/startReport.ts'

const [command = 'list', ...others] = process.argv.slice(2)
if (others.length > 0 || !['list', 'retry'].includes(command)) {
  console.error('Say "pnpm jobs" to see the jobs, or "pnpm jobs retry" to try the dead ones again.')
  process.exit(1)
}

await reportStartError(async () => {
  const env = readEnv()
  // As it is: a look at it migrates nothing.
  const { pool, close } = await open(env, await createLog(env))
  try {
    console.log(
      command === 'retry'
        ? `${await retryDead(pool)} dead jobs are tried again.`
        : await listJobs(pool),
    )
  } catch (error) {
    throw explain(error, env)
  } finally {
    await close()
  }
})
