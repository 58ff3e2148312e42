// The named statements of the hot paths go on through what changes under them.
import { startApi } from '@delete/api/testing'
import { hasServer } from '@delete/db/testing'
import { expect, test, vi } from 'vitest'

const api = await startApi()

/** Who calls, and the next pair: both hot paths. */
async function call(refreshToken: string): Promise<{ statuses: number[]; next: string }> {
  const refreshed = await api.rest('POST', '/v1/auth/refresh', { refreshToken })
  const tokens = (refreshed.body ?? {}) as { accessToken: string; refreshToken: string }
  const authorization = `Bearer ${tokens.accessToken}`
  const me = await api.rest('GET', '/v1/users/me', undefined, { authorization })
  return { statuses: [refreshed.status, me.status], next: tokens.refreshToken }
}

test('a migration that adds a column', async () => {
  const { tokens } = await api.signUp()
  const before = await call(tokens.refreshToken)
  await api.db.$executeRaw`ALTER TABLE sessions ADD COLUMN added INTEGER`
  await api.db.$executeRaw`ALTER TABLE users ADD COLUMN added INTEGER`
  const after = await call(before.next)
  expect([before.statuses, after.statuses]).toEqual([
    [200, 200],
    [200, 200],
  ])
})

test('a migration that changes the type of what they read: one call on each connection is to come again', async () => {
  const { tokens } = await api.signUp()
  const { next } = await call(tokens.refreshToken)
  await api.db.$executeRaw`ALTER TABLE users ALTER COLUMN name TYPE VARCHAR(200)`
  await api.db.$executeRaw`ALTER TABLE sessions ALTER COLUMN created_at TYPE TIMESTAMPTZ(6)`
  const refused = await api.rest('POST', '/v1/auth/refresh', { refreshToken: next })
  expect(refused).toMatchObject({ status: 503, body: { code: 'service.unavailable' } })
  expect(refused.headers.get('retry-after')).toBeTruthy()
  await vi.waitFor(async () => expect((await call(next)).statuses).toEqual([200, 200]))
})

test('a statement that failed before them', async () => {
  const { tokens } = await api.signUp()
  await expect(api.db.$executeRaw`SELECT 1 / 0`).rejects.toThrow('division by zero')
  expect((await call(tokens.refreshToken)).statuses).toEqual([200, 200])
})

test.runIf(hasServer())('connections that the server has ended', async () => {
  const { tokens } = await api.signUp()
  const { next } = await call(tokens.refreshToken)
  await api.db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  await vi.waitFor(async () => expect((await call(next)).statuses).toEqual([200, 200]))
})
