// Several instances on one PostgreSQL server, as a host runs them; the embedded database belongs to one process.
import { createOnServer, hasServer } from '@delete/db/testing'
import getPort from 'get-port'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, startProcess } from './processes.ts'

const JWT_SECRETS = 'test:a secret of the tests that has more than 32 bytes'
const password = 'correct horse battery staple'

describe.runIf(hasServer())('four instances', () => {
  let database: Awaited<ReturnType<typeof createOnServer>>
  let instances: Run[]
  let urls: string[]

  beforeAll(async () => {
    database = await createOnServer('empty')
    const start = async (): Promise<Run> =>
      startProcess({
        NODE_ENV: 'production',
        DATABASE_URL: database.url,
        JWT_SECRETS,
        DATABASE_POOL_SIZE: '2',
        PORT: String(await getPort()),
        HOST: '127.0.0.1',
      })
    instances = await Promise.all([start(), start(), start(), start()])
    urls = await Promise.all(instances.map(({ url }) => url))
  })
  afterAll(() => database.drop())

  async function query(sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const { rows } = await client.query(sql)
    await client.end()
    return rows
  }

  const post = (url: string | undefined, path: string, body: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  test('that start at once on an empty database: one migrates it, all serve', async () => {
    const applied = instances.filter(({ output }) => output().includes('"msg":"migrated"'))
    expect(applied).toHaveLength(1)
    const ready = await Promise.all(urls.map((url) => fetch(`${url}/v1/ready`)))
    expect(ready.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(
      await query('SELECT migration_name FROM _prisma_migrations GROUP BY 1 HAVING count(*) > 1'),
    ).toEqual([])
  })

  test('know each other’s members and tokens', async () => {
    const account = { email: 'ada@example.com', password, name: 'Ada' }
    const signedUp = await post(urls[0], '/v1/auth/signup', account)
    expect(signedUp.status).toBe(201)
    const { tokens } = (await signedUp.json()) as { tokens: { accessToken: string } }
    const me = await fetch(`${urls[1]}/v1/users/me`, {
      headers: { authorization: `Bearer ${tokens.accessToken}` },
    })
    expect(await me.json()).toMatchObject({ email: account.email })
    expect((await post(urls[2], '/v1/auth/login', account)).status).toBe(200)
    expect((await post(urls[3], '/v1/auth/signup', account)).status).toBe(409)
  })

  test('of 100 sign-ups at once for one address make one account', async () => {
    const body = { email: 'race@example.com', password, name: 'Ada' }
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => post(urls[index % 4], '/v1/auth/signup', body)),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    const others = answers.filter(({ status }) => status !== 201)
    for (const { status, headers } of others) {
      expect(status === 409 || (status === 503 && Number(headers.get('retry-after')) > 0)).toBe(
        true,
      )
    }
    const [{ connections = 0 } = {}] = (await query(
      `SELECT count(*)::int AS connections FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'delete-api'`,
    )) as { connections?: number }[]
    expect(connections).toBeLessThanOrEqual(4 * 2)
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
      DATABASE_URL: database.url,
      PORT: String(await getPort()),
    })
    expect(await exit).toBe(1)
    expect(output()).toMatch(sentence)
    expect(output()).not.toMatch(/\n\s+at /)
    expect(
      (await post(urls[0], '/v1/auth/login', { email: 'a@example.com', password })).status,
    ).toBe(401)
    await query('TRUNCATE _prisma_migrations')
    await query('INSERT INTO _prisma_migrations SELECT * FROM kept')
    await query('DROP TABLE kept')
  })

  test('that are told to stop do so, and log neither secrets nor members', async () => {
    for (const { child } of instances) child.kill('SIGTERM')
    expect(await Promise.all(instances.map(({ exit }) => exit))).toEqual([0, 0, 0, 0])
    const log = instances.map(({ output }) => output()).join('')
    for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object')
    expect(log).not.toMatch(
      /example\.com|correct horse|eyJ|\$2b\$|a secret of the tests|postgresql:/,
    )
  })
})
