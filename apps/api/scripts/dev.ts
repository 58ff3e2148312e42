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

let child = start()
let isRestart = false
let isStopping = false
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

function start(): ChildProcess {
  const ensureClient = join(repository, 'packages/db/scripts/ensure-client.ts')
  const main = join(repository, 'apps/api/src/main.ts')
  return spawn(process.execPath, ['--import', ensureClient, main], { stdio: 'inherit' }).on(
    'exit',
    (code, signal) => {
      if (isStopping) process.exit(code ?? 0)
      // One that is killed, by a person or for want of memory, has said nothing itself.
      if (signal && signal !== 'SIGTERM') {
        console.error(`The api was ended by ${signal}. It starts again when a file changes.`)
      } else if (!isRestart) process.exit(code ?? 0)
    },
  )
}

async function restart(): Promise<void> {
  if (isStopping) return
  isRestart = true
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  console.log('\nA file changed: starting again.')
  child = start()
}

/** A terminal's Ctrl-C has reached the api as well; it takes an echo for the same signal. */
function stop(signal: NodeJS.Signals): void {
  isStopping = true
  if (child.exitCode !== null || child.signalCode !== null) process.exit(0)
  child.kill(signal)
}
