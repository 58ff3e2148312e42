// A process that works background jobs off and answers nobody, for where the api has `JOBS=off`.
import { readEnv } from './kernel/env.ts'
import { createLog } from './kernel/log.ts'
import { openDeps, stopOnSignal, workOnJobs } from './running.ts'
import { reportStartError } from './startReport.ts'

await reportStartError(async () => {
  const env = readEnv()
  const log = await createLog(env)
  const { deps, close } = await openDeps(env, log, { doesJobs: true })
  const stopWorking = workOnJobs(deps)
  log.info('Working off background jobs. Ctrl-C stops it.')
  stopOnSignal(async () => {
    await stopWorking()
    await close()
  }, log)
})
