// `turbo dev` behind a package manager that passes a terminal's Ctrl-C on a second time: turbo takes the second
// for impatience and kills what it should let stop. Here it gets a process group of its own, and each signal once.
import { spawn } from 'node:child_process'

const turbo = spawn('turbo', ['dev', '--log-prefix=none'], {
  stdio: 'inherit',
  detached: process.platform !== 'win32',
  shell: process.platform === 'win32',
  env: { ...process.env, DO_NOT_TRACK: '1' },
})

/** To the whole group, as a terminal's Ctrl-C: turbo's launcher leaves that to turbo, and would pass a SIGTERM on once more. */
function interrupt(): void {
  if (turbo.pid === undefined || process.platform === 'win32') turbo.kill('SIGINT')
  else process.kill(-turbo.pid, 'SIGINT')
}

const ECHO_MS = 500
let passedOnAt = Number.NEGATIVE_INFINITY

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (performance.now() - passedOnAt < ECHO_MS) return
    passedOnAt = performance.now()
    interrupt()
  })
}

turbo.on('exit', (code) => {
  process.exitCode = code ?? 0
})
