// `pnpm rehearse`: builds and starts a clean copy of the repository as Railway does by railway.json, as a stranger to this
// machine: production dependencies only, no environment but what is declared, a Node from elsewhere, a user without rights.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import getPort from 'get-port'
import { Client } from 'pg'

const root = join(import.meta.dirname, '../../..')
const { build, deploy } = JSON.parse(readFileSync(join(root, 'railway.json'), 'utf8'))
const NOBODY = 65_534

/** What Railpack sets while it installs and builds. */
const RAILPACK = {
  NODE_ENV: 'production',
  NPM_CONFIG_PRODUCTION: 'false',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  NPM_CONFIG_FUND: 'false',
  CI: 'true',
}

/** What Railpack copies before it installs. */
const MANIFEST =
  /(^|\/)(package\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|\.node-version|\.npmrc)$|(^|\/)prisma\//

const PORT = String(await getPort())
const server = process.env['TEST_DATABASE_URL']
if (!server) {
  console.error(
    'Set TEST_DATABASE_URL to a PostgreSQL with pgvector; `scripts/postgres.sh start` prints one.',
  )
  process.exit(1)
}
const database = `delete_rehearsal_${process.pid}`
const DATABASE_URL = Object.assign(new URL(server), { pathname: `/${database}` }).href

await onServer(`CREATE DATABASE ${database}`)
const stage = mkdtempSync(join(tmpdir(), 'delete-rehearsal-'))
const copy = join(stage, 'app')
const tools = join(stage, 'tools')

try {
  collectTools()
  install()
  runBuild()
  reportSize()
  await start()
  console.log('The deployment works as declared in railway.json.')
} finally {
  await onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  rmSync(stage, { recursive: true })
}

/** Node and pnpm, and nothing else that this repository has installed. */
function collectTools(): void {
  chmodSync(stage, 0o755)
  mkdirSync(tools)
  cpSync(process.execPath, join(tools, 'node'))
  const pnpm = join(root, 'node_modules/pnpm/bin/pnpm.mjs')
  writeFileSync(join(tools, 'pnpm'), `#!/bin/sh\nexec node '${pnpm}' "$@"\n`, { mode: 0o755 })
}

function install(): void {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
    .toString()
    .trim()
    .split('\n')
  copyFiles(files.filter((file) => MANIFEST.test(file)))
  runShell('pnpm install --frozen-lockfile --prefer-offline')
  copyFiles(files)
}

function copyFiles(files: string[]): void {
  for (const file of files) cpSync(join(root, file), join(copy, file))
}

function runBuild(): void {
  runShell(build.buildCommand)
}

function runShell(command: string): void {
  console.log(`$ ${command}`)
  const PATH = `${tools}:/usr/local/bin:/usr/bin:/bin`
  const env = { ...RAILPACK, PATH, HOME: process.env['HOME'] }
  try {
    execFileSync('sh', ['-c', command], { cwd: copy, env, stdio: ['ignore', 'pipe', 'inherit'] })
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) console.error(String(error.stdout))
    throw error
  }
}

/** Only what a start needs is left, and the embedded database is not. */
function reportSize(): void {
  const store = join(copy, 'node_modules/.pnpm')
  const packages = readdirSync(store)
  const left = packages.filter((name) =>
    /^(@electric-sql|prisma@|typescript@|turbo@|node@|react)/.test(name),
  )
  if (left.length > 0) throw new Error(`The pruned copy still holds ${left.join(', ')}.`)
  console.log(
    `Pruned: ${megabytes(copy)}, of which node_modules ${megabytes(store)} in ${packages.length} packages.`,
  )
}

function megabytes(dir: string): string {
  return `${execFileSync('du', ['-sm', dir]).toString().split('\t')[0]} MB`
}

async function start(): Promise<void> {
  const declared = {
    NODE_ENV: 'production',
    PORT,
    DATABASE_URL,
    EMAIL_VERIFICATION: 'off',
    JWT_SECRETS: 'rehearsal:a secret that has more than 32 bytes in it',
    TRUST_PROXY: '1',
  }
  for (const command of deploy.preDeployCommand) {
    const { exitCode } = await finish(launch(command, declared))
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}.`)
  }
  const api = launch(deploy.startCommand, declared)
  try {
    await waitUntilHealthy(api)
    await useIt()
  } finally {
    api.kill('SIGTERM')
    await finish(api)
  }
  if (api.exitCode !== 0) throw new Error(`It ended with ${api.exitCode} on SIGTERM.`)
}

/** Without a shell, so that a signal reaches the program itself. */
function launch(command: string, env: Record<string, string>): ChildProcess {
  console.log(`$ ${command}`)
  const [program = '', ...args] = command.split(' ')
  const isRoot = process.getuid?.() === 0
  return spawn(join(tools, program), args, {
    cwd: copy,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  })
}

async function finish(child: ChildProcess): Promise<ChildProcess> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child
}

async function waitUntilHealthy(api: ChildProcess): Promise<void> {
  const deadline = performance.now() + deploy.healthcheckTimeout * 1000
  while ((await request(deploy.healthcheckPath).catch(() => undefined))?.status !== 200) {
    if (api.exitCode !== null || performance.now() > deadline) {
      throw new Error(`${deploy.healthcheckPath} was not reached.`)
    }
    await setTimeout(100)
  }
}

async function useIt(): Promise<void> {
  const account = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }
  const signedUp = await request('/v1/auth/signup', { body: JSON.stringify(account) })
  const { tokens } = (await signedUp.json()) as { tokens: { accessToken: string } }
  const me = await request('/v1/users/me', { token: tokens.accessToken })
  const pages = await Promise.all(
    ['/docs', '/v1/openapi.json', '/docs/errors'].map((path) => request(path)),
  )
  const statuses = [signedUp, me, ...pages].map(({ status }) => status)
  if (statuses.join() !== '201,200,200,200,200') throw new Error(`It answered ${statuses.join()}.`)
}

function request(
  path: string,
  { body, token }: { body?: string; token?: string } = {},
): Promise<Response> {
  return fetch(`http://127.0.0.1:${PORT}${path}`, {
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { method: 'POST', body }),
  })
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  await client.query(sql)
  await client.end()
}
