// Runs the api and starts it again when a file it is made of changes. A first start that fails ends here, with its reason;
// after a change it waits for the next one.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { watch } from 'chokidar'

const repository = join(import.meta.dirname, '../../..')
const watched = [
  '.env',
  'apps/api/src',
  'packages/db/prisma',
  'packages/db/src',
  'packages/schemas/src',
]

/** An editor or a change of branch writes many files at once. */
const SETTLE_MS = 100

/** Signals that come within this time are one. */
const ECHO_MS = 500

let child = start()
let isRestart = false
let stoppingSince: number | undefined
let pending: NodeJS.Timeout | undefined
let restarts = Promise.resolve()

watch(
  watched.map((path) => join(repository, path)),
  {
    ignoreInitial: true,
    ignored: (path) => path.endsWith('.test.ts'),
  },
).on('all', () => {
  clearTimeout(pending)
  pending = setTimeout(() => {
    restarts = restarts.then(restart)
  }, SETTLE_MS)
})

process.on('SIGINT', () => stop('SIGINT'))
process.on('SIGTERM', () => stop('SIGTERM'))
process.on('SIGHUP', () => stop('SIGTERM'))

function start(): ChildProcess {
  const ensureClient = join(repository, 'packages/db/scripts/ensure-client.ts')
  const main = join(repository, 'apps/api/src/main.ts')
  return spawn(process.execPath, ['--import', ensureClient, main], {
    stdio: 'inherit',
    // A process group of its own: a terminal's Ctrl-C reaches it through here, and once.
    detached: process.platform !== 'win32',
  }).on('exit', (code, signal) => {
    if (stoppingSince !== undefined) process.exit(code ?? 0)
    // One that is killed, by a person or for want of memory, has said nothing itself.
    if (signal && signal !== 'SIGTERM') {
      console.error(`The api was ended by ${signal}. It starts again when a file changes.`)
    } else if (!isRestart) process.exit(code ?? 0)
  })
}

async function restart(): Promise<void> {
  if (stoppingSince !== undefined) return
  isRestart = true
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  console.log('\nA file changed: starting again.')
  child = start()
}

/** The terminal, a package manager and turbo may each send the same signal; a later one is impatience, and passed on. */
function stop(signal: NodeJS.Signals): void {
  const now = performance.now()
  if (stoppingSince !== undefined && now - stoppingSince < ECHO_MS) return
  stoppingSince ??= now
  if (child.exitCode !== null || child.signalCode !== null) process.exit(0)
  child.kill(signal)
}
