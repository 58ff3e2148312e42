// `pnpm db:reset`: an empty database, unless somebody else's could be meant.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOnServer, hasServer } from '@delete/db/testing'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, type Run, startProcess } from './processes.ts'

const SCRIPT = 'scripts/reset-database.ts'
const account = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' }

async function signUp({ url }: Run): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(account)
  return (await fetch(`${await url}/v1/auth/signup`, { method: 'POST', headers, body })).status
}

test('empties the embedded database and keeps its secrets, but not while the api has it', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'delete-reset-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  const settings = { DATA_DIR: dataDir, PORT: await freePort() }
  const api = startProcess(settings)
  expect(await signUp(api)).toBe(201)
  const secrets = await readFile(join(dataDir, 'jwt-secrets'), 'utf8')

  const tooEarly = startProcess(settings, SCRIPT)
  expect(await tooEarly.exit).toBe(1)
  expect(tooEarly.output()).toMatch(/is in use by process .*Stop that process/)
  expect(await signUp(api)).toBe(409)
  api.child.kill('SIGTERM')
  await api.exit

  const reset = startProcess(settings, SCRIPT)
  expect(await reset.exit).toBe(0)
  expect(reset.output()).toContain(`The database at ${dataDir} is empty and has every migration.`)
  expect(existsSync(join(dataDir, 'pg'))).toBe(true)
  expect(await readFile(join(dataDir, 'jwt-secrets'), 'utf8')).toBe(secrets)

  const again = startProcess(settings)
  expect(await signUp(again)).toBe(201)
  again.child.kill('SIGTERM')
  await again.exit
}, 60_000)

test.runIf(hasServer())('empties a database on a server only when it is told so', async () => {
  const { url, drop } = await createOnServer('migrated')
  onTestFinished(drop)
  const client = new Client({ connectionString: url })
  await client.connect()
  const count = async (): Promise<unknown> =>
    (await client.query('SELECT count(*)::int AS people FROM users')).rows[0]
  await client.query(`INSERT INTO users (email, hashed_password, name) VALUES ('a@b.c', 'x', 'x')`)

  const refused = startProcess({ DATABASE_URL: url }, SCRIPT)
  expect(await refused.exit).toBe(1)
  expect(refused.output()).toMatch(
    /^DATABASE_URL names \S+\/delete_test_\w+, .*db:reset --force"\.\n$/,
  )
  expect(await count()).toEqual({ people: 1 })

  const forced = startProcess({ DATABASE_URL: url }, SCRIPT, '--force')
  expect(await forced.exit).toBe(0)
  expect(await count()).toEqual({ people: 0 })
  await client.end()
})
