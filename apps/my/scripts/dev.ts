// Serves the app to a developer's browser, and says where it is once the api that it talks to answers.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createServer } from 'vite'
import { readAddresses } from './addresses.ts'

/** A first start of the api makes its database, for some seconds; the page says by itself when it cannot reach it. */
const PATIENCE_MS = 30_000

const { appPort, apiUrl } = readAddresses('serve')
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

const deadline = performance.now() + PATIENCE_MS
while (performance.now() < deadline && !(await isApiThere())) await setTimeout(200)
console.log(`  app       http://localhost:${appPort}\n`)

async function isApiThere(): Promise<boolean> {
  try {
    return (await fetch(`${apiUrl}/v1/health`, { signal: AbortSignal.timeout(1000) })).ok
  } catch {
    return false
  }
}
