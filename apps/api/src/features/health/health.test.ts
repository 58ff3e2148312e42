// What a load balancer hears while the service is well, behind on migrations, or without its database.
import { startApi, startWithoutDatabase } from '@delete/api/testing'
import { expect, test } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }

const api = await startApi()

test('is alive and ready', async () => {
  expect(await api.rest('GET', '/v1/health')).toMatchObject({
    status: 200,
    body: { status: 'ok', version: packageJson.version },
  })
  expect(await api.rest('GET', '/v1/ready')).toMatchObject({
    status: 200,
    body: { status: 'ready' },
  })
})

test('names the migrations when the database does not have them all, at both doors', async () => {
  const [row] = await api.db.$queryRaw<{ migration_name: string }[]>`
    UPDATE _prisma_migrations SET rolled_back_at = now()
    WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations) RETURNING migration_name`
  const { status, headers, body } = await api.rest('GET', '/v1/ready')
  expect(status).toBe(503)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(body).toMatchObject({ code: 'service.not_ready', issues: [{ pointer: '/migrations' }] })
  await expect(api.trpc().health.ready.query()).rejects.toMatchObject({
    data: { code: 'service.not_ready', issues: [{ pointer: '/migrations' }] },
  })
  await api.db
    .$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = NULL WHERE migration_name = ${row?.migration_name}`
  expect((await api.rest('GET', '/v1/ready')).status).toBe(200)
})

test('names the migrations when one was edited after it had been applied', async () => {
  await api.db.$executeRaw`UPDATE _prisma_migrations SET checksum = reverse(checksum)`
  expect((await api.rest('GET', '/v1/ready')).body).toMatchObject({
    issues: [{ pointer: '/migrations' }],
  })
  await api.db.$executeRaw`UPDATE _prisma_migrations SET checksum = reverse(checksum)`
})

test('stays ready when a newer version has migrated the database', async () => {
  await api.db
    .$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('1', '1', '99991231235959_newer', now())`
  expect((await api.rest('GET', '/v1/ready')).status).toBe(200)
  await api.db.$executeRaw`DELETE FROM _prisma_migrations WHERE id = '1'`
})

test('without its database it is alive, not ready, and answers 503 with Retry-After wherever it needs it', async () => {
  const { tokens, email, password } = await api.signUp()
  const url = await startWithoutDatabase(api)
  const send = async (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.accessToken}`,
      },
      ...(body && { body: JSON.stringify(body) }),
    })

  expect((await send('GET', '/v1/health')).status).toBe(200)
  const ready = await send('GET', '/v1/ready')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({
    code: 'service.not_ready',
    issues: [{ pointer: '/database' }],
  })
  const answers = [
    await send('POST', '/v1/auth/login', { email, password }),
    await send('POST', '/v1/auth/signup', { email: 'new@example.com', password, name: 'Ada' }),
    await send('POST', '/v1/auth/refresh', { refreshToken: tokens.refreshToken }),
    await send('GET', '/v1/users/me'),
    await send('GET', '/trpc/users.me'),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(503)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.text()).toContain('"code":"service.unavailable"')
  }
})
