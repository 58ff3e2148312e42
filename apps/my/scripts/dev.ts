// Serves the app to a developer's browser, and says where it is once the api that it talks to answers.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createServer } from 'vite'
import { apiUrlFor, appPort } from './addresses.ts'

/** A first start of the api makes its database, for some seconds; the page says by itself when it cannot reach it. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 200

const configFile = join(import.meta.dirname, '../vite.config.ts')
const server = await createServer({ configFile, logLevel: 'warn' })

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void server.close().finally(() => process.exit(0))
  })
}

try {
  await server.listen()
} catch (error) {
  if (!(error instanceof Error && error.message.includes('already in use'))) throw error
  console.error(
    `Port ${appPort} is taken by another process. Stop that process, or set APP_URL to another port of this machine, for example http://localhost:${appPort + 1}.`,
  )
  process.exit(1)
}

for (let waited = 0; waited < PATIENCE_MS && !(await isApiThere()); waited += PAUSE_MS) {
  await setTimeout(PAUSE_MS)
}
console.log(`  app       http://localhost:${appPort}\n`)

async function isApiThere(): Promise<boolean> {
  try {
    return (await fetch(`${apiUrlFor('serve')}/v1/health`)).ok
  } catch {
    return false
  }
}
