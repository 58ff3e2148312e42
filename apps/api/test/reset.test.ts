// `pnpm db:reset` on a server, whose database somebody else may be using; the embedded one is reset in process.test.ts.
import { createOnServer, hasServer } from '@delete/db/testing'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { startProcess } from './processes.ts'

const SCRIPT = 'scripts/reset-database.ts'
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
