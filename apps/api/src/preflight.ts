// What the `dev` script runs before a watcher takes over: a start that cannot work ends here, with its reason.
import { lockDataDir } from '@delete/db/lock'
import { readEnv } from './kernel/env.ts'
import { listen } from './kernel/listener.ts'
import { reportStartError } from './startReport.ts'

await reportStartError(async () => {
  const env = readEnv()
  if (!env.databaseUrl) lockDataDir(env.dataDir)()
  const { close } = await listen(() => {}, env)
  await close()
})
