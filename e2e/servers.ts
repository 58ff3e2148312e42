// Starts what the tests visit: an api on an embedded database of its own, and the app as it is built for production; twice,
// since addresses are verified in one of the two.
import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import getPort from 'get-port'

const root = join(import.meta.dirname, '..')
/** Of what is started, only complaints are shown. */
const STDIO: StdioOptions = ['ignore', 'ignore', 'inherit']
const VITE = ['apps/my/node_modules/vite/bin/vite.js']

/** Empty counts as unset, and keeps a developer's own `.env` out. */
const SETTINGS_UNSET = Object.fromEntries(
  [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#(\w+)=/gm)].map(
    ([, name = '']) => [name, ''],
  ),
)

/** Signs the tokens of this run; tests use it to make one that has expired. */
export const SECRET = 'a-secret-of-the-browser-tests-that-is-longer-than-32-bytes'

interface Pair {
  apiUrl: string
  appUrl: string
}

export default async function startServers(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'delete-e2e-'))
  const guestPort = String(await getPort())
  const servers: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(end))
    rmSync(folder, { recursive: true })
  }
  try {
    const settings = { CORS_ORIGINS: `http://localhost:${guestPort}` }
    const { apiUrl, appUrl } = await startPair(join(folder, 'plain'), settings, servers)
    process.env.E2E_API_URL = apiUrl
    process.env.E2E_APP_URL = appUrl
    process.env.E2E_GUEST_PORT = guestPort
    const verifying = { EMAIL_VERIFICATION: 'required' }
    const mailing = await startPair(join(folder, 'mailing'), verifying, servers)
    process.env.E2E_MAILING_API_URL = mailing.apiUrl
    process.env.E2E_MAILING_APP_URL = mailing.appUrl
  } catch (error) {
    await stop()
    throw error
  }
  return stop
}

/** Starts an api and the app that is built for it, adding them to `servers`. */
async function startPair(
  folder: string,
  settings: NodeJS.ProcessEnv,
  servers: ChildProcess[],
): Promise<Pair> {
  const [apiPort, appPort] = [await getPort(), await getPort()]
  const apiUrl = `http://localhost:${apiPort}`
  const appUrl = `http://localhost:${appPort}`
  const env = {
    ...process.env,
    ...SETTINGS_UNSET,
    DATA_DIR: join(folder, 'data'),
    PORT: String(apiPort),
    PUBLIC_URL: apiUrl,
    APP_URL: appUrl,
    EMAIL_VERIFICATION: 'off',
    JWT_SECRETS: `e2e:${SECRET}`,
    RATE_LIMIT_FACTOR: '1000000',
    ...settings,
  }
  const app = join(folder, 'app')
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, args, { cwd: root, env, stdio: STDIO })

  const build = [...VITE, 'build', 'apps/my', '--outDir', app, '--emptyOutDir']
  const preview = [...VITE, 'preview', 'apps/my', '--outDir', app, '--port', String(appPort)]
  execFileSync(process.execPath, build, { cwd: root, env, stdio: STDIO })
  servers.push(start('apps/api/src/main.ts'), start(...preview, '--strictPort'))
  await Promise.all([isThere(`${apiUrl}/v1/ready`, servers), isThere(appUrl, servers)])
  return { apiUrl, appUrl }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function end(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return
  server.kill('SIGTERM')
  await once(server, 'exit')
}

/** Resolves when `url` answers well. */
async function isThere(url: string, servers: ChildProcess[]): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!(await fetch(url).catch(() => undefined))?.ok) {
    if (servers.some(hasEnded) || performance.now() > deadline) {
      throw new Error(`${url} did not start.`)
    }
    await setTimeout(100)
  }
}
