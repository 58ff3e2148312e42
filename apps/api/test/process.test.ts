// The process as a host or a newcomer runs it: how it starts, refuses to start, and stops.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import getPort from 'get-port'
import { afterAll, expect, test } from 'vitest'
import { type Run, startProcess } from './processes.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'delete-process-'))
// Stopped before its folder is removed: hooks run in reverse order.
afterAll(() => rm(dataDir, { recursive: true }))

const run = (settings: Record<string, string>): Run =>
  startProcess({ DATA_DIR: dataDir, ...settings })

// The one that the tour makes.
const account = { email: 'ada@example.com', password: 'correct horse battery staple' }

async function post(url: string, path: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const { status } = await fetch(`${url}${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(account),
  })
  return status
}

test('starts on nothing, and the tour of the README works as it is typed', async () => {
  const { url, child, exit, output } = run({ PORT: String(await getPort()) })
  const [signedUp, tokens, next, me, refused] = await takeTour(await url)
  expect(signedUp).toMatchObject({ user: { email: account.email }, emailVerification: 'off' })
  expect(tokens).toMatchObject({ tokenType: 'Bearer' })
  expect(next?.accessToken).not.toEqual(tokens?.accessToken)
  expect({ user: me }).toMatchObject({ user: signedUp?.user })
  expect(refused).toMatchObject({
    code: 'request.invalid',
    issues: [{ pointer: '/email' }, { pointer: '/password' }],
  })
  child.kill('SIGINT')
  expect(await exit).toBe(0)
  expect(output()).toMatch(/^Creating the embedded database.*\n\n {2}Delete is running/)
})

/** Sends what the tour's curl commands say, in their order; a machine may have no curl. */
async function takeTour(url: string): Promise<{ user?: object; accessToken?: string }[]> {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const [section = ''] = readme.split('## A tour in 60 seconds')[1]?.split('\n## ') ?? []
  const answers: { user?: object; accessToken?: string }[] = []
  let tokens = '{}'
  for (const [, command = ''] of section.matchAll(/```sh\n(.*?)\n```/gs)) {
    const [, path] = /curl (?:-s )?http:\/\/localhost:8000(\S+)/.exec(command) ?? []
    const { accessToken } = JSON.parse(tokens) as { accessToken?: string }
    const headers = [...command.matchAll(/-H ['"]([^:'"]+): ([^'"$]+)/g)].map(
      ([, name = '', value = '']): [string, string] => [
        name,
        name === 'authorization' ? `${value}${accessToken}` : value,
      ],
    )
    const [, given] = /-d ['"]([^']+?)['"]\)?$/m.exec(command) ?? []
    const body = given?.replace('$TOKENS', tokens)
    const response = await fetch(`${url}${path}`, {
      headers,
      ...(body !== undefined && { method: 'POST', body }),
    })
    const text = await response.text()
    if (command.startsWith('TOKENS=')) tokens = text
    answers.push(JSON.parse(text))
  }
  return answers
}

test('the tour by mail works as it is typed', async () => {
  const home = await mkdtemp(join(tmpdir(), 'delete-process-'))
  const { url, child, exit, output } = startProcess({
    DATA_DIR: home,
    PORT: String(await getPort()),
    EMAIL_VERIFICATION: 'required',
  })
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')
  const [section = ''] = readme.split('## A tour by mail')[1]?.split('\n## ') ?? []
  const [start, signUp = '', take = '', verify = ''] = [
    ...section.matchAll(/```sh\n(.*?)\n```/gs),
  ].map(([, command = '']) => command)
  expect(start).toMatch(/^EMAIL_VERIFICATION=required .* dev$/)
  const send = async (command: string, token = ''): Promise<object> => {
    const [, path, quoted = ''] = /:8000(\S+) .* -d (.*)$/.exec(command) ?? []
    const body = quoted.slice(1, -1).replaceAll('\\"', '"').replace('$TOKEN', token)
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${await url}${path}`, { method: 'POST', headers, body })
    return (await response.json()) as object
  }
  expect(await send(signUp)).toEqual({ user: null, tokens: null, emailVerification: 'sent' })
  const readOutbox = async (): Promise<string> => (await fetch(`${await url}/outbox.json`)).text()
  await expect.poll(readOutbox, { timeout: 30_000 }).toContain('mary@example.com')
  const [, script = ''] = /node -p '(.*)'\)$/.exec(take) ?? []
  const input = await readOutbox()
  const token = execFileSync(process.execPath, ['-p', script], { input, encoding: 'utf8' }).trim()
  expect(await send(verify, token)).toMatchObject({ tokenType: 'Bearer' })
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(output()).toMatch(/ {2}mails {5}http:\/\/localhost:\d+\/outbox\n/)
  expect(output()).not.toContain(token)
  await rm(home, { recursive: true })
})

test('keeps its data over a stop and over kill -9, and a second one leaves it alone', async () => {
  const first = run({ PORT: String(await getPort()) })
  expect(await post(await first.url, '/v1/auth/login')).toBe(200)

  const second = run({ PORT: String(await getPort()) })
  expect(await second.exit).toBe(1)
  expect(second.output()).toBe(
    `The data folder ${dataDir} is in use by process ${first.child.pid}, started ${/started (\S+)\./.exec(second.output())?.[1]}. Stop that process, or set DATA_DIR to another folder.\n`,
  )
  expect(await post(await first.url, '/v1/auth/login')).toBe(200)

  first.child.kill('SIGINT')
  expect(await first.exit).toBe(0)
  const requestLine = /^\[[\d:]+\] INFO: POST \/v1\/auth\/login 200 in [\d.]+ ms  [\da-f-]{36}\n/gm
  expect(first.output().match(requestLine)).toHaveLength(2)
  expect(first.output().replaceAll(requestLine, '').trim().split('\n')).toHaveLength(6)

  const third = run({ PORT: String(await getPort()) })
  expect(await post(await third.url, '/v1/auth/login')).toBe(200)
  third.child.kill('SIGKILL')
  await third.exit

  const fourth = run({ PORT: String(await getPort()) })
  expect(await post(await fourth.url, '/v1/auth/login')).toBe(200)
  expect(fourth.output()).not.toContain('Creating')
  fourth.child.kill('SIGTERM')
  expect(await fourth.exit).toBe(0)
})

test('is emptied by `pnpm db:reset`, but not while it runs; its secrets stay', async () => {
  const settings = { DATA_DIR: dataDir }
  const before = run({ PORT: String(await getPort()) })
  expect(await post(await before.url, '/v1/auth/login')).toBe(200)
  const secrets = readFileSync(join(dataDir, 'jwt-secrets'), 'utf8')
  const tooEarly = startProcess(settings, 'scripts/reset-database.ts')
  expect(await tooEarly.exit).toBe(1)
  expect(tooEarly.output()).toMatch(/is in use by process .*Stop that process/)
  expect(await post(await before.url, '/v1/auth/login')).toBe(200)
  before.child.kill('SIGTERM')
  await before.exit

  const reset = startProcess(settings, 'scripts/reset-database.ts')
  expect(await reset.exit).toBe(0)
  expect(reset.output()).toContain(`The database at ${dataDir} is empty and has every migration.`)
  expect(readFileSync(join(dataDir, 'jwt-secrets'), 'utf8')).toBe(secrets)
  const after = run({ PORT: String(await getPort()) })
  expect(await post(await after.url, '/v1/auth/login')).toBe(401)
  expect(after.output()).not.toContain('Creating')
  after.child.kill('SIGTERM')
  await after.exit
})

test('its jobs are shown by `pnpm jobs`, which says how else it is called', async () => {
  const settings = { DATA_DIR: dataDir }
  const wrong = startProcess(settings, 'scripts/jobs.ts', 'delete')
  expect(await wrong.exit).toBe(1)
  expect(wrong.output()).toContain('Say "pnpm jobs" to see the jobs')
  const shown = startProcess(settings, 'scripts/jobs.ts')
  expect(await shown.exit).toBe(0)
  expect(shown.output()).toBe('No job waits.\n\nNo job is dead.\n')
  const retried = startProcess(settings, 'scripts/jobs.ts', 'retry')
  expect(await retried.exit).toBe(0)
  expect(retried.output()).toBe('0 dead jobs are tried again.\n')
})

test('waits for a request in hand when it is told to stop, and no longer when it is told twice', async () => {
  const { url, child, exit, output } = run({ PORT: String(await getPort()) })
  const { hostname, port } = new URL(await url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  const half = 'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  socket.write(`${half}Content-Length: 9\r\n\r\n{`)
  await once(socket, 'connect')
  expect(await post(await url, '/v1/auth/login')).toBe(401)
  child.kill('SIGTERM')
  // Its port is closed, and it is still there: it waits.
  await expect
    .poll(() => post(`http://127.0.0.1:${port}`, '/').catch(() => 'refused'))
    .toBe('refused')
  expect(child.exitCode).toBe(null)
  child.kill('SIGTERM')
  expect(await exit).toBe(1)
  expect(output()).not.toContain('did not stop')
})

test('says by whom its port is taken', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  const { exit, output } = run({ PORT: String(port) })
  expect(await exit).toBe(1)
  expect(output()).toMatch(
    new RegExp(
      `^Port ${port} is taken by process ${process.pid} \\(.+\\)\\. Stop that process, or set PORT to another port\\.\\n$`,
    ),
  )
  holder.close()
})

test.each([
  [
    'wrong settings',
    { PORT: 'http' },
    /^The settings are not right:\n {2}PORT must be a whole number.*\n$/,
  ],
  [
    'production without its settings',
    { NODE_ENV: 'production' },
    /DATABASE_URL must be set in production.*\n.*JWT_SECRETS must be set/,
  ],
  [
    'a data folder that cannot be one',
    { DATA_DIR: join(import.meta.filename, 'data') },
    /^The data folder .*data cannot be used \(ENOTDIR: not a directory, .*\)\. .*set DATA_DIR/,
  ],
  [
    'a data folder that is a file',
    { DATA_DIR: import.meta.filename },
    /^The data folder .* cannot be used \(ENOTDIR: .*set DATA_DIR/,
  ],
  [
    'a data folder below one that only shows what the system is',
    { DATA_DIR: '/proc/delete' },
    /^The data folder \/proc\/delete cannot be used \(.*set DATA_DIR/,
  ],
  [
    'an app that is not built',
    { SERVE_APP: 'nowhere' },
    /^The settings are not right:\n {2}SERVE_APP must be .*nowhere has no index\.html; build the app first: pnpm build\n$/,
  ],
  [
    'a database that does not answer',
    { DATABASE_URL: 'postgresql://user:hush@127.0.0.1:1/delete' },
    /^The database at 127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*Start it \(docker compose up -d\)/,
  ],
])(
  'ends with a sentence, without a stack, at %s',
  async (_what, env: Record<string, string>, sentence) => {
    const { exit, output } = run(env)
    expect(await exit).toBe(1)
    expect(output()).toMatch(sentence)
    expect(output()).not.toMatch(/hush|\n\s+at /)
  },
)
