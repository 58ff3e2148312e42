// Brings the database of the settings up to date, and ends: what a host runs before it starts a new version.
import { readEnv } from '../src/kernel/env.ts'
import { createLog } from '../src/kernel/log.ts'
import { openMigrated } from '../src/migrated.ts'
import { reportStartError } from '../src/startReport.ts'

await reportStartError(async () => {
  const env = readEnv()
  const log = await createLog(env)
  const database = await openMigrated(env, log)
  await database.close()
  log.info('The database has every migration.')
})
