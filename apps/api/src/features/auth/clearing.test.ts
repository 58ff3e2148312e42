// Clearing what is dead: idle sessions, old events and counts that have run out, by one instance at a time.
import { startApi } from '@delete/api/testing'
import { hasServer } from '@delete/db/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { clearDead } from './jobs.ts'

const api = await startApi()
const DAY = 24 * 60 * 60

/** Without the counts, which on a server are rows too. */
async function signUp(): Promise<string> {
  const { userId } = await api.signUp()
  await api.db.rateLimit.deleteMany()
  return userId
}

beforeEach(async () => {
  await api.db.user.deleteMany()
  await api.db.authEvent.deleteMany()
})

test('removes what is dead and nothing else', async () => {
  const gone = await signUp()
  api.advance(84 * DAY)
  const userId = await signUp()
  api.advance(6 * DAY)
  const now = api.deps.clock.now().getTime()
  const counts = [
    { key: 'over', points: 1, expire: now },
    { key: 'new', points: 1, expire: now + 1 },
  ]
  await api.db.rateLimit.createMany({ data: counts })
  expect(await clearDead(api.deps)).toBe(3)
  expect(await api.db.session.findMany()).toMatchObject([{ userId }])
  expect(await api.db.authEvent.findMany()).toMatchObject([{ userId }])
  expect(await api.db.rateLimit.findMany()).toMatchObject([{ key: 'new' }])
  expect(await api.db.user.count({ where: { id: gone } })).toBe(1)
  expect(await clearDead(api.deps)).toBe(0)
})

test('removes links and changes of address that are too old, and no others', async () => {
  const { tokens } = await api.signUp('linked@example.com')
  await api.trpc().auth.forgotPassword.mutate({ email: 'linked@example.com' })
  await api.trpc(tokens.accessToken).auth.changeEmail.mutate({ newEmail: 'other@example.com' })
  await api.runJobs()
  const count = (): Promise<number[]> =>
    Promise.all([api.db.link.count(), api.db.emailChange.count()])
  await clearDead(api.deps)
  expect(await count()).toEqual([4, 1])
  api.advance(DAY)
  await clearDead(api.deps)
  expect(await count()).toEqual([1, 1])
  api.advance(DAY)
  await clearDead(api.deps)
  expect(await count()).toEqual([0, 0])
})

test('goes on until all is gone, a batch at a time', async () => {
  for (let member = 0; member < 5; member += 1) await signUp()
  api.advance(90 * DAY)
  expect(await clearDead(api.deps, { batch: 3 })).toBe(10)
  expect([await api.db.session.count(), await api.db.authEvent.count()]).toEqual([0, 0])
})

test('stops between two batches when it is told to', async () => {
  for (let member = 0; member < 5; member += 1) await signUp()
  api.advance(90 * DAY)
  expect(await clearDead(api.deps, { batch: 3, signal: AbortSignal.abort() })).toBe(3)
  expect(await clearDead(api.deps)).toBe(7)
})

describe.runIf(hasServer())('on a server', () => {
  test('is left to the instance that is at it', async () => {
    await signUp()
    api.advance(90 * DAY)
    const other = await api.deps.pool.connect()
    await other.query('BEGIN')
    await other.query('SELECT pg_advisory_xact_lock(83121507)')
    expect(await clearDead(api.deps)).toBeNull()
    expect(await api.db.session.count()).toBe(1)
    await other.query('COMMIT')
    other.release()
    expect(await clearDead(api.deps)).toBe(2)
  })
})
