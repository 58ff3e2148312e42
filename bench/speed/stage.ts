// Where speed is measured: one core for the servers, another one for the load, PostgreSQL and this process.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Api, onCore, onPostgres, spawnServer, startCluster, untilOk } from '../servers.ts'
import type { Outcome } from './jobs.ts'

/** In clock ticks, of which Linux has a hundred a second. */
const TICKS = 100

/** A process that answers each message with one. */
export type Worker<Job, Result> = (job: Job) => Promise<Result>

export interface Stage {
  /** Starts a server on its core, without waiting for it. */
  spawn: (script: string, settings?: Record<string, string>) => Promise<Api>
  /** Starts a server on its core, and waits until it answers this path. */
  start: (script: string, path: string, settings?: Record<string, string>) => Promise<Api>
  /** Starts a process on the servers' core, or on that of the load. */
  startWorker: <Job extends object | number, Result>(
    script: string,
    place: 'server' | 'load',
    settings?: Record<string, string>,
  ) => Worker<Job, Result>
}

/**
 * Moves this process, and with it all that it starts, to the core of the load, and starts PostgreSQL there.
 * @throws on a machine that lends us fewer than two cores
 */
export async function openStage(): Promise<Stage> {
  const [serverCore, loadCore] = listCores()
  if (serverCore === undefined || loadCore === undefined) {
    throw new Error('Speed is measured on two cores: one for the server, one for the load.')
  }
  execFileSync('taskset', ['-acp', String(loadCore), String(process.pid)], { stdio: 'ignore' })
  // What is compared is the work of the servers; a disk would be the same for all, and slower than any.
  const cluster = await startCluster({ isDurable: false })
  const common = { ...onPostgres(cluster), UV_THREADPOOL_SIZE: '8' }
  const spawnOnCore: Stage['spawn'] = (script, settings) =>
    spawnServer(script, { ...common, ...settings }, { core: serverCore })
  return {
    spawn: spawnOnCore,
    start: async (script, path, settings) => {
      const server = await spawnOnCore(script, settings)
      await untilOk(server, path, 20)
      return server
    },
    startWorker: (script, place, settings) =>
      startWorker(script, place === 'server' ? serverCore : loadCore, settings),
  }
}

/** The cores that this process may use. */
function listCores(): number[] {
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readStatus('self')) ?? []
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}

function startWorker<Job extends object | number, Result>(
  script: string,
  core: number,
  settings: Record<string, string> = {},
): Worker<Job, Result> {
  const path = join(import.meta.dirname, '../..', script)
  const [command, ...args] = onCore(core, process.execPath, path)
  const env = { PATH: process.env.PATH, ...settings }
  const child = spawn(command, args, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  process.once('exit', () => child.kill('SIGKILL'))
  return async (job) => {
    const over = new AbortController()
    const { signal } = over
    child.send(job)
    const ended = async (): Promise<Outcome<Result>> => {
      const [code] = (await once(child, 'exit', { signal })) as [number | null]
      return { error: `${script} ended with ${code}.` }
    }
    const answered = async (): Promise<Outcome<Result>> => {
      const [outcome] = (await once(child, 'message', { signal })) as [Outcome<Result>]
      return outcome
    }
    const outcome = await Promise.race([answered(), ended()])
    over.abort()
    if ('error' in outcome) throw new Error(outcome.error)
    return outcome.result
  }
}

/** The processor time that a server has taken, in seconds, all its threads together. */
export function cpuSeconds({ child }: Api): number {
  // Behind the name, which may hold anything, from the third field on.
  const fields =
    readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** The most memory that a server has had resident, in bytes. */
export function peakMemory({ child }: Api): number {
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readStatus(String(child.pid))) ?? []
  return Number(kilobytes) * 1024
}

function readStatus(process: string): string {
  return readFileSync(`/proc/${process}/status`, 'utf8')
}
