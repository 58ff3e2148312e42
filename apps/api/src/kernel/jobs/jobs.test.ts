// Background jobs: none is lost, none has its effect twice, and what cannot be done is kept.
import { startApi } from '@delete/api/testing'
import type { JobContract } from '@delete/schemas/jobs'
import { PgBoss } from 'pg-boss'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openQueue } from './queue.ts'
import { listJobs, retryDead } from './report.ts'
import { type Finish, startWorking, type Worker, worker, workOff } from './worker.ts'

const api = await startApi()
const { db, pool, log } = api.deps
const noted = {
  name: 'note.written',
  data: z.object({ text: z.string() }),
  retries: 2,
  maxWaitSeconds: 60,
} as const satisfies JobContract
const queue = await openQueue({ pool, log }, [noted], { supervises: false })
const deps = { ...api.deps, queue }

const add = (text: string, delaySeconds?: number): Promise<void> =>
  db.$transaction((tx) => queue.enqueue(tx, noted, { text }, delaySeconds))
const count = async (state?: string): Promise<number> => {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pgboss.job WHERE name = $1 AND ($2::text IS NULL OR state::text = $2)`,
    [noted.name, state ?? null],
  )
  return rows[0]?.count ?? 0
}
/** The wait for the next try, over at once. */
const skipWait = (): Promise<unknown> =>
  pool.query(
    `UPDATE pgboss.job SET start_after = now() - interval '1 second' WHERE state = 'retry'`,
  )

/** Its effect is a user of that name, in the transaction that ends the job. */
const effect = async (finish: Finish, name: string): Promise<void> => {
  await db.$transaction(async (tx) => {
    const email = `${crypto.randomUUID()}@example.com`
    await tx.user.create({ data: { email, name, hashedPassword: '' } })
    await finish(tx)
  })
}
const effects = (name: string): Promise<number> => db.user.count({ where: { name } })
const writing = worker(noted, (_deps, { data }, finish) => effect(finish, data.text))

test('the migrations make the tables as the library of this version wants them', async () => {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    migrate: false,
    supervise: false,
    schedule: false,
  })
  await boss.start()
  const report = await boss.detectSchemaDrift()
  expect(report).toMatchObject({ missing: [] })
  await boss.stop({ graceful: false })
})

test('a job is there when what caused it is, and not otherwise', async () => {
  const failing = db.$transaction(async (tx) => {
    await queue.enqueue(tx, noted, { text: 'never' })
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  await add('once')
  await workOff(deps, writing)
  expect([await effects('never'), await effects('once')]).toEqual([0, 1])
})

test('leaves nothing behind once it is done', async () => {
  await add('a secret')
  await workOff(deps, writing)
  expect(await count()).toBe(0)
})

test('one that fails has had no effect, and is tried again with more and more time between', async () => {
  await add('third time')
  let tries = 0
  const failing = worker(noted, (_deps, { data }, finish) =>
    effect(async (tx) => {
      tries += 1
      if (tries < 3) throw new Error('not yet')
      await finish(tx)
    }, data.text),
  )
  const waits: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const { rows: clock } = await pool.query<{ now: Date }>('SELECT now()')
    await workOff(deps, failing)
    const { rows } = await pool.query<{ seconds: number }>(
      `SELECT extract(epoch FROM start_after - $1::timestamptz)::float AS seconds
       FROM pgboss.job WHERE state = 'retry'`,
      [clock[0]?.now],
    )
    waits.push(...rows.map(({ seconds }) => seconds))
    await skipWait()
  }
  // A second and up to as much again, then twice that.
  expect(waits).toEqual([expect.any(Number), expect.any(Number)])
  expect(waits[0]).toBeGreaterThanOrEqual(1)
  expect(waits[1]).toBeGreaterThanOrEqual(2)
  expect([tries, await effects('third time'), await count()]).toEqual([3, 1, 0])
})

test('one that fails for good is kept, shown without what it was told, and can be tried again', async () => {
  await add('private words')
  const failing = worker(noted, () => Promise.reject(new Error('no such ada@example.com')))
  for (let tries = 0; tries < 3; tries += 1) {
    await workOff(deps, failing)
    await skipWait()
  }
  expect(await count('failed')).toBe(1)
  const shown = await listJobs(pool)
  expect(shown).toMatch(/note\.written .*\n\s+after 3 tries: no such \(an address\)/)
  expect(shown).not.toMatch(/private words|ada@/)
  expect(await retryDead(pool)).toBe(1)
  await workOff(deps, writing)
  expect([await effects('private words'), await count()]).toEqual([1, 0])
  expect(await listJobs(pool)).toBe('No job waits.\n\nNo job is dead.')
})

test('one that forgets to end is a failure, not a success', async () => {
  await add('unfinished')
  await workOff(
    deps,
    worker(noted, () => Promise.resolve()),
  )
  expect(await listJobs(pool)).toContain('note.written  1, 1 after a try that failed')
  await pool.query('DELETE FROM pgboss.job')
})

test('a try that took too long has no effect once another one has begun', async () => {
  await add('slow')
  const late = worker(noted, async (_deps, { data }, finish) => {
    // What the supervision does with one that has not been heard of for too long.
    await pool.query(
      `UPDATE pgboss.job SET started_on = now() - interval '1 hour' WHERE state = 'active'`,
    )
    await queue.boss.supervise()
    await skipWait()
    await workOff(deps, writing)
    await effect(finish, data.text)
  })
  await pool.query('UPDATE pgboss.queue SET monitor_on = NULL')
  await workOff(deps, late)
  expect([await effects('slow'), await count()]).toEqual([1, 0])
})

test('is not begun before its time', async () => {
  await add('later', 3_600)
  await workOff(deps, writing)
  expect([await effects('later'), await count('created')]).toEqual([0, 1])
  await pool.query('DELETE FROM pgboss.job')
})

test('refuses what does not fit its contract', async () => {
  await expect(add(7 as never)).rejects.toThrow('expected string')
})

describe('a process that works jobs off', () => {
  test('finds them by itself, one kind beside another, and ends what it has begun before it stops', async () => {
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let isBegun = (): void => undefined
    const begun = new Promise<void>((resolve) => (isBegun = resolve))
    const holding: Worker = worker(noted, async (_deps, { data }, finish) => {
      isBegun()
      await held
      await effect(finish, data.text)
    })
    const stop = startWorking(deps, [holding])
    await add('held')
    await begun
    const stopped = stop()
    release()
    await stopped
    expect(await effects('held')).toBe(1)
    await add('after the stop')
    expect(await count('created')).toBe(1)
    await pool.query('DELETE FROM pgboss.job')
  })
})
