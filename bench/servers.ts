// The servers that benches run: the real api as a process of its own, and a PostgreSQL that keeps what it was told.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import getPort from 'get-port'
import { Client } from 'pg'
import railway from '../railway.json' with { type: 'json' }

const root = join(import.meta.dirname, '..')

/** Empty counts as unset, and keeps a developer's own `.env` out. */
const SETTINGS_UNSET = Object.fromEntries(
  [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#(\w+)=/gm)].map(
    ([, name = '']) => [name, ''],
  ),
)

/** Node's own, as the service is started with in production; peers have its defaults. */
const NODE_OPTIONS = railway.deploy.startCommand.match(/--\S+/g)?.join(' ') ?? ''

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/** A folder of this run's, deleted at its end. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delete-bench-'))
  folders.add(folder)
  return folder
}

export interface Exit {
  /** Null when a signal ended it. */
  code: number | null
  /** Milliseconds from the start. */
  ms: number
}

export interface Api {
  url: string
  child: ChildProcess
  /** Settles when it has ended. */
  exit: Promise<Exit>
  stderr: () => string
  /** Its log so far. */
  log: () => string
  /** Lines of its log that tell of a fault, each kind once. */
  faults: () => string[]
}

/** Starts the api with these settings and no others, without waiting for anything. `uid` is whom it runs as, when not as us. */
export function spawnApi(settings: Record<string, string>, uid?: number): Promise<Api> {
  return spawnServer('apps/api/src/main.ts', settings, { ...(uid !== undefined && { uid }) })
}

/**
 * Starts a script that serves on HOST and PORT as the api does. One that is given a core of its own, to have its speed
 * measured, has that alone, and its log is thrown away.
 */
export async function spawnServer(
  script: string,
  settings: Record<string, string>,
  { uid, core }: { uid?: number; core?: number } = {},
): Promise<Api> {
  const port = settings.PORT ?? String(await getPort())
  const logFile = core === undefined ? join(makeFolder(), 'log') : '/dev/null'
  const startedAt = performance.now()
  const [command, ...args] = onCore(core, process.execPath, join(root, script))
  const child = spawn(command, args, {
    env: {
      PATH: process.env.PATH,
      ...SETTINGS_UNSET,
      HOST: '127.0.0.1',
      PORT: port,
      BCRYPT_COST: '4',
      // All callers have one address here.
      RATE_LIMIT_FACTOR: '1000000',
      ...settings,
      NODE_OPTIONS: `${script.startsWith('bench/peers/') ? '' : NODE_OPTIONS} ${settings.NODE_OPTIONS ?? ''}`,
    },
    // A file takes lines at any speed; a pipe would have the api wait for us.
    stdio: ['ignore', openSync(logFile, 'w', 0o666), 'pipe'],
    ...(uid !== undefined && { uid, gid: uid }),
  })
  children.add(child)
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const exit = once(child, 'close').then(([code]: unknown[]): Exit => {
    children.delete(child)
    return { code: code as number | null, ms: performance.now() - startedAt }
  })
  const log = (): string => readFileSync(logFile, 'utf8')
  const faults = (): string[] => {
    const lines = log().match(/^\{"level":50,.*$/gm) ?? []
    return [
      ...new Map(lines.map((line) => [line.replaceAll(/"(time|requestId)":[^,]*,?/g, ''), line])),
    ].map(([, line]) => line)
  }
  return { url: `http://127.0.0.1:${port}`, child, exit, stderr: () => stderr, log, faults }
}

/** A command and its arguments, such that it may use one core alone, or any. */
export function onCore(
  core: number | undefined,
  command: string,
  ...args: string[]
): [string, ...string[]] {
  return core === undefined ? [command, ...args] : ['taskset', '-c', String(core), command, ...args]
}

/** Starts the api and waits until it is ready. */
export async function startApi(settings: Record<string, string>): Promise<Api> {
  const api = await spawnApi(settings)
  await untilOk(api, '/v1/ready', 50)
  return api
}

/**
 * Waits until a server answers this path with success; asks again after so many milliseconds.
 * @throws when it has ended, or a minute is over
 */
export async function untilOk(api: Api, path: string, everyMs: number): Promise<void> {
  const deadline = performance.now() + 60_000
  const isOk = async (): Promise<boolean> => {
    const answer = await fetch(`${api.url}${path}`).catch(() => undefined)
    return answer?.ok === true
  }
  while (!(await isOk())) {
    if (!children.has(api.child) || performance.now() > deadline) {
      throw new Error(`The api did not start: ${api.stderr() || 'it said nothing.'}`)
    }
    await setTimeout(everyMs)
  }
}

/** Ends the api by a signal, and waits until it is gone. */
export async function endApi({ child, exit }: Api, signal: NodeJS.Signals): Promise<Exit> {
  child.kill(signal)
  return exit
}

// A port of its own, so that what runs tests on another cluster is left alone.
const POSTGRES_ENV = {
  ...process.env,
  POSTGRES_PORT: process.env.BENCH_POSTGRES_PORT ?? '25433',
}
const DURABLE = '-c fsync=on -c synchronous_commit=on -c full_page_writes=on'
const POSTGRES_SCRIPT = join(root, 'scripts/postgres.sh')
let isClusterOurs = false

async function runPostgres(command: string, options = ''): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(POSTGRES_SCRIPT, [command], {
    env: { ...POSTGRES_ENV, POSTGRES_OPTIONS: options },
  })
  process.stderr.write(stderr)
  return stdout.trim()
}

export interface Cluster {
  /** An empty database. */
  url: string
  start: () => Promise<unknown>
  /** Ends it at once, as a crash does. */
  kill: () => Promise<unknown>
  /** Every process of it, for signals. */
  pids: () => number[]
}

/** A cluster of its own that is empty; unless told otherwise, it writes to the disk before it acknowledges. */
export async function startCluster({ isDurable = true } = {}): Promise<Cluster> {
  isClusterOurs = true
  await runPostgres('destroy')
  const start = (): Promise<string> => runPostgres('start', isDurable ? DURABLE : '')
  const url = await start()
  const [directory] = await query<{ data_directory: string }>(url, 'SHOW data_directory')
  return {
    url,
    start,
    kill: () => runPostgres('kill'),
    pids: () => listFamily(Number.parseInt(readPidFile(directory?.data_directory), 10)),
  }
}

function readPidFile(directory: string | undefined): string {
  return readFileSync(join(directory ?? '', 'postmaster.pid'), 'utf8')
}

/** A process, then its children. */
function listFamily(parent: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readParent(pid) === parent)
  return [parent, ...children.map(Number)]
}

/** The fourth field of `stat`; the second may hold anything, in parentheses. */
function readParent(pid: string): number | undefined {
  try {
    return Number(/.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/** The settings of an api in production on this database. */
export function onPostgres({ url }: Cluster): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: url,
    EMAIL_VERIFICATION: 'off',
    JWT_SECRETS: 'bench:a-secret-of-the-benches-that-is-longer-than-32-bytes',
  }
}

/** One question to a server, on a connection of its own. */
export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = await connect(url)
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** A session of our own. That the server is broken under it is no news here. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** However this process ends, nothing of it stays behind. */
export function cleanUpAtExit(): void {
  process.once('exit', cleanUp)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1))
  }
}

/** Ends and deletes whatever this run has started; at once, so that Ctrl-C can wait for it. */
export function cleanUp(): void {
  for (const child of children) child.kill('SIGKILL')
  if (isClusterOurs) execFileSync(POSTGRES_SCRIPT, ['destroy'], { env: POSTGRES_ENV })
  isClusterOurs = false
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}
