// The api as a process of its own, for tests of what only processes have: starting, stopping, and one another.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { variableDocs } from '../src/kernel/variables.ts'
import { refuseSecrets } from './secrets.ts'

export interface Run {
  child: ChildProcess
  /** Both outputs so far. */
  output: () => string
  exit: Promise<number | null>
  /** The address, once it is announced. */
  url: Promise<string>
}

const API = join(import.meta.dirname, '..')

/** Empty counts as unset, and keeps a developer's own .env out. */
const UNSET = Object.fromEntries(Object.keys(variableDocs).map((name) => [name, '']))

const runs: Run[] = []

/** Starts the api, or another of its programs, with these settings and no others; whatever still runs after the file's last test is killed. */
export function startProcess(
  settings: Record<string, string>,
  program = 'src/main.ts',
  ...args: string[]
): Run {
  const child = spawn(process.execPath, [join(API, program), ...args], {
    env: { ...UNSET, PATH: process.env.PATH, BCRYPT_COST: '4', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve))
  const url = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const [, found] = /api +(http:\/\/localhost:\d+)\n/.exec(output) ?? []
      const [, port] = /"port":(\d+),"msg":"listening"/.exec(output) ?? []
      if (found ?? port) resolve(found ?? `http://localhost:${port}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exit.then(() => reject(new Error(`It ended: ${output}`)))
  })
  // Only the tests of a refused start read it; they do not wait for an address.
  url.catch(() => undefined)
  const run = { child, output: () => output, exit, url }
  runs.push(run)
  return run
}

afterAll(async () => {
  for (const { child } of runs) child.kill('SIGKILL')
  await Promise.all(runs.map(({ exit }) => exit))
  refuseSecrets(runs.flatMap(({ output }) => output().split('\n')))
})
