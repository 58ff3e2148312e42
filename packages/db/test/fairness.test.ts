// The pool on a server: no kind of work keeps the others from their connections.
import type { Pool, PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createPostgresPool, workAs } from '../src/pool.ts'
import { createOnServer, hasServer } from '../src/testing.ts'

const SHORT = { size: 4, connectionTimeoutMs: 200, statementTimeoutMs: 200 }

describe.runIf(hasServer())('connections are shared', () => {
  let database: Awaited<ReturnType<typeof createOnServer>>
  beforeAll(async () => {
    database = await createOnServer('migrated')
  })
  afterAll(() => database.drop())

  function open(limits = SHORT): Pool {
    const pool = createPostgresPool(database.url, limits, 'vital')
    pool.on('error', () => undefined)
    onTestFinished(() => pool.end())
    return pool
  }

  test('of one kind, half of the connections are in use at most, and the others get theirs at once', async () => {
    const pool = open({ ...SHORT, connectionTimeoutMs: 10_000 })
    const held = await Promise.all([1, 2].map(() => workAs('stuck', () => pool.connect())))
    const third = workAs('stuck', () => pool.connect())
    const other = await workAs('other', () => pool.connect())
    const last = await workAs('vital', () => pool.query('SELECT 1 AS one'))
    expect(last.rows).toEqual([{ one: 1 }])
    expect(pool.totalCount).toBeLessThanOrEqual(4)
    other.release()
    held[0]?.release()
    const next = await third
    next.release()
    held[1]?.release()
    expect([pool.waitingCount, pool.idleCount]).toEqual([0, pool.totalCount])
  })

  test('of ten, kinds that are all stuck get five, two, one and one, and the vital one its own', async () => {
    const pool = open({ ...SHORT, size: 10 })
    const held: PoolClient[] = []
    const counts = []
    for (const kind of ['signup', 'login', 'refresh', 'me', 'late']) {
      const before = held.length
      const asked = Array.from({ length: 6 }, () => workAs(kind, () => pool.connect()))
      for (const outcome of await Promise.allSettled(asked)) {
        if (outcome.status === 'fulfilled') held.push(outcome.value)
      }
      counts.push(held.length - before)
    }
    expect(counts).toEqual([5, 2, 1, 1, 0])
    expect((await workAs('vital', () => pool.query('SELECT 1 AS one'))).rows).toEqual([{ one: 1 }])
    for (const client of held) client.release()
  })

  test('of kinds that all wait, none waits while another goes ahead again and again', async () => {
    const pool = open({ ...SHORT, size: 3, connectionTimeoutMs: 10_000 })
    const kinds = ['a', 'b', 'c', 'd']
    const done = new Map(kinds.map((kind) => [kind, 0]))
    let left = 400
    const callAgain = async (kind: string): Promise<void> => {
      for (; left > 0; left -= 1) {
        await workAs(kind, () => pool.query('SELECT 1'))
        done.set(kind, (done.get(kind) ?? 0) + 1)
      }
    }
    await Promise.all([...kinds, ...kinds, ...kinds].map(callAgain))
    for (const count of done.values()) expect(count).toBeGreaterThan(50)
  })
})
