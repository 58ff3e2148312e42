// Starts what the tests visit: the api on an embedded database of its own, and the app as it is built for production.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const VITE = ['apps/my/node_modules/vite/bin/vite.js']

/** Signs the tokens of this run; tests use it to make one that has expired. */
export const SECRET = 'a-secret-of-the-browser-tests-that-is-longer-than-32-bytes'

export default async function startServers(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'delete-e2e-'))
  const [apiPort, appPort] = [await freePort(), await freePort()]
  const apiUrl = `http://localhost:${apiPort}`
  const appUrl = `http://localhost:${appPort}`
  const env = {
    ...process.env,
    NODE_ENV: '',
    DATABASE_URL: '',
    DATA_DIR: join(folder, 'data'),
    PORT: String(apiPort),
    PUBLIC_URL: apiUrl,
    APP_URL: appUrl,
    JWT_SECRETS: `e2e:${SECRET}`,
  }
  const app = join(folder, 'app')
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] })

  const build = [
    ...VITE,
    'build',
    'apps/my',
    '--outDir',
    app,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ]
  execFileSync(process.execPath, build, { cwd: root, env, stdio: 'inherit' })
  const preview = [...VITE, 'preview', 'apps/my', '--outDir', app, '--port', String(appPort)]
  const servers = [start('apps/api/src/main.ts'), start(...preview, '--strictPort')]
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(end))
    rmSync(folder, { recursive: true })
  }
  try {
    await Promise.all([isThere(`${apiUrl}/v1/ready`, servers), isThere(appUrl, servers)])
  } catch (error) {
    await stop()
    throw error
  }
  process.env.E2E_API_URL = apiUrl
  process.env.E2E_APP_URL = appUrl
  return stop
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGTERM')
  await once(server, 'exit')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when `url` answers. */
async function isThere(url: string, servers: ChildProcess[]): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    if (servers.some(({ exitCode }) => exitCode !== null)) throw new Error(`${url} did not start.`)
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
  }
}
