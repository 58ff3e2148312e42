// Several instances on one PostgreSQL server, as a host runs them; the embedded database belongs to one process.
import { hasServer } from '@delete/db/testing'
import getPort from 'get-port'
import { describe, expect, test } from 'vitest'
import { PASSWORD, startInstances } from './instances.ts'
import { startProcess } from './processes.ts'

describe.runIf(hasServer())('four instances', async () => {
  if (!hasServer()) return
  const settings = { DATABASE_POOL_SIZE: '2', RATE_LIMIT_FACTOR: '1000000' }
  const { databaseUrl, runs, urls, query, call } = await startInstances(4, settings, 'empty')

  test('that start at once on an empty database: one migrates it, all serve', async () => {
    const applied = runs.filter(({ output }) => output().includes('"msg":"migrated"'))
    expect(applied).toHaveLength(1)
    const ready = await Promise.all(urls.map((_url, index) => call(index, 'GET', '/v1/ready')))
    expect(ready.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(
      await query('SELECT migration_name FROM _prisma_migrations GROUP BY 1 HAVING count(*) > 1'),
    ).toEqual([])
  })

  test('know each other’s members and tokens', async () => {
    const body = { email: 'ada@example.com', password: PASSWORD, name: 'Ada' }
    const signedUp = await call(0, 'POST', '/v1/auth/signup', { body })
    expect(signedUp.status).toBe(201)
    const { tokens } = signedUp.body as { tokens: { accessToken: string } }
    const me = await call(1, 'GET', '/v1/users/me', { token: tokens.accessToken })
    expect(me.body).toMatchObject({ email: body.email })
    expect((await call(2, 'POST', '/v1/auth/login', { body })).status).toBe(200)
    expect((await call(3, 'POST', '/v1/auth/signup', { body })).status).toBe(409)
  })

  test('of 100 sign-ups at once for one address make one account', async () => {
    const body = { email: 'race@example.com', password: PASSWORD, name: 'Ada' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => call(index, 'POST', '/v1/auth/signup', { body })),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const others = answers.filter(({ status }) => status !== 201)
    for (const { status, headers } of others) {
      expect(status === 409 || (status === 503 && Number(headers.get('retry-after')) > 0)).toBe(
        true,
      )
    }
    const [row] = await query<{ connections: number }>(
      `SELECT count(*)::int AS connections FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'delete-api'`,
    )
    expect(row?.connections).toBeLessThanOrEqual(4 * 2)
    expect(
      await query(`SELECT count(*)::int AS accounts FROM users WHERE email = '${body.email}'`),
    ).toEqual([{ accounts: 1 }])
  })

  test.each([
    ['edited', `UPDATE _prisma_migrations SET checksum = 'another'`, /was edited after.*Restore/],
    ['failed', 'UPDATE _prisma_migrations SET finished_at = NULL', /failed earlier.*Repair/],
    [
      'missing',
      `UPDATE _prisma_migrations SET migration_name = '2020' || migration_name`,
      /is missing from this code.*Restore/,
    ],
    [
      'newer than the code',
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('1', '1', '9999_newer', now())`,
      /ahead of this code: it has the migration 9999_newer\. Start the version that brought it/,
    ],
  ])('are joined by none while a migration is %s', async (_what, change, sentence) => {
    await query('CREATE TABLE kept AS SELECT * FROM _prisma_migrations')
    await query(change)
    const { exit, output } = startProcess({
      DATABASE_URL: databaseUrl,
      PORT: String(await getPort()),
    })
    expect(await exit).toBe(1)
    expect(output()).toMatch(sentence)
    expect(output()).not.toMatch(/\n\s+at /)
    const body = { email: 'a@example.com', password: PASSWORD }
    expect((await call(0, 'POST', '/v1/auth/login', { body })).status).toBe(401)
    await query('TRUNCATE _prisma_migrations')
    await query('INSERT INTO _prisma_migrations SELECT * FROM kept')
    await query('DROP TABLE kept')
  })

  test('that are told to stop do so, and log neither secrets nor members', async () => {
    for (const { child } of runs) child.kill('SIGTERM')
    expect(await Promise.all(runs.map(({ exit }) => exit))).toEqual([0, 0, 0, 0])
    const log = runs.map(({ output }) => output()).join('')
    for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object')
    expect(log).not.toMatch(
      /example\.com|correct horse|eyJ|\$2b\$|a secret of the tests|postgresql:/,
    )
  })
})
