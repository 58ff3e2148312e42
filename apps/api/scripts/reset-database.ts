// `pnpm db:reset`: the database of the settings, empty and migrated. A server's is reset only when told so with --force.
import { emptyDatabase } from '@delete/db/reset'
import { StartError } from '@delete/db/startError'
import { readEnv } from '../src/kernel/env.ts'
import { createLog } from '../src/kernel/log.ts'
import { explain, openMigrated } from '../src/migrated.ts'
import { reportStartError } from '../src/startReport.ts'

await reportStartError(async () => {
  const env = readEnv()
  const { databaseUrl, dataDir } = env
  const target = databaseUrl ? new URL(databaseUrl) : undefined
  const place = target ? `${target.host}${target.pathname}` : dataDir
  if (target && !process.argv.includes('--force')) {
    throw new StartError(
      `DATABASE_URL names ${place}, a server's database: everything in it would be lost. If that is what you want, run "pnpm db:reset --force".`,
    )
  }
  await emptyDatabase({ url: databaseUrl, dataDir }).catch((error: unknown) => {
    throw explain(error, env)
  })
  const database = await openMigrated(env, await createLog(env))
  await database.close()
  console.log(`The database at ${place} is empty and has every migration.`)
})
