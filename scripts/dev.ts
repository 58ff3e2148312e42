// `turbo dev` behind a package manager that passes a terminal's Ctrl-C on a second time: turbo takes the second
// for impatience and kills what it should let stop. Here it gets a process group of its own, and each signal once.
import { spawn } from 'node:child_process'

const turbo = spawn('turbo', ['dev', '--log-prefix=none'], {
  stdio: 'inherit',
  detached: process.platform !== 'win32',
  shell: process.platform === 'win32',
  env: { ...process.env, DO_NOT_TRACK: '1' },
})

/** To the whole group, as a terminal does: turbo's own launcher does not pass signals on. */
function passOn(signal: NodeJS.Signals): void {
  if (turbo.pid === undefined || process.platform === 'win32') turbo.kill(signal)
  else process.kill(-turbo.pid, signal)
}

const ECHO_MS = 500
let passedOnAt = Number.NEGATIVE_INFINITY

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (performance.now() - passedOnAt < ECHO_MS) return
    passedOnAt = performance.now()
    passOn(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  })
}

turbo.on('exit', (code) => {
  process.exitCode = code ?? 0
})
