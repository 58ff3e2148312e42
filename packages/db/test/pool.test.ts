// The pool on a server: no caller waits without end, and no kind of work keeps the others from their connections.
import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../src/client.ts'
import { isUnavailable } from '../src/errors.ts'
import { createPostgresPool, workAs } from '../src/pool.ts'
import { createOnServer, hasServer } from '../src/testing.ts'

const SHORT = { size: 4, connectionTimeoutMs: 200, statementTimeoutMs: 200 }

describe.runIf(hasServer())('the pool on a server', () => {
  let database: Awaited<ReturnType<typeof createOnServer>>
  beforeAll(async () => {
    database = await createOnServer('migrated')
  })
  afterAll(() => database.drop())

  function open(limits = SHORT, url = database.url): Pool {
    const pool = createPostgresPool(url, limits)
    pool.on('error', () => undefined)
    onTestFinished(() => pool.end())
    return pool
  }

  /** Somebody else's transaction, which holds the whole table until it is ended. */
  async function lockUsers(): Promise<{ release: () => Promise<void> }> {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    onTestFinished(() => client.end())
    await client.query('BEGIN')
    await client.query('LOCK TABLE users IN ACCESS EXCLUSIVE MODE')
    return { release: () => client.end() }
  }

  test('tells the server who it is, speaks UTC, and has its statements timed', async () => {
    const pool = open()
    const { rows } = await pool.query(
      `SELECT current_setting('application_name') AS name, current_setting('TimeZone') AS zone,
        current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`,
    )
    expect(rows).toEqual([{ name: 'delete-api', zone: 'UTC', statement: '200ms', idle: '200ms' }])
  })

  test('a statement behind a lock ends at its timeout, as something to try again', async () => {
    const pool = open()
    const { db } = createDatabase(pool, async () => undefined)
    const lock = await lockUsers()
    await expect(pool.query('SELECT * FROM users')).rejects.toMatchObject({ code: '57014' })
    await expect(db.user.count()).rejects.toSatisfy(isUnavailable)
    await expect(db.$transaction((tx) => tx.user.count())).rejects.toSatisfy(isUnavailable)
    await lock.release()
    expect(await db.user.count()).toBe(0)
  })

  test('of one kind, half of the connections are in use at most, and the others get theirs at once', async () => {
    const pool = open({ ...SHORT, connectionTimeoutMs: 10_000 })
    const held = await Promise.all([1, 2].map(() => workAs('stuck', () => pool.connect())))
    const third = workAs('stuck', () => pool.connect())
    const other = await workAs('other', () => pool.connect())
    const last = await workAs('last', () => pool.query('SELECT 1 AS one'))
    expect(last.rows).toEqual([{ one: 1 }])
    expect(pool.totalCount).toBeLessThanOrEqual(4)
    other.release()
    held[0]?.release()
    const next = await third
    next.release()
    held[1]?.release()
    expect([pool.waitingCount, pool.idleCount]).toEqual([0, pool.totalCount])
  })

  test('who waits in vain hears so in time, and leaves nothing behind', async () => {
    const pool = open()
    const held = await Promise.all([1, 2].map(() => pool.connect()))
    await expect(pool.query('SELECT 1')).rejects.toSatisfy(isUnavailable)
    for (const client of held) client.release()
    const answers = await Promise.all(Array.from({ length: 20 }, () => pool.query('SELECT 1')))
    expect(answers).toHaveLength(20)
    expect(pool.idleCount).toBe(pool.totalCount)
  })

  test('Prisma asks on behalf of the kind that called it, within a transaction and without', async () => {
    const pool = open({ ...SHORT, size: 2, connectionTimeoutMs: 10_000 })
    const { db } = createDatabase(pool, async () => undefined)
    const held = await workAs('stuck', () => pool.connect())
    const blocked = workAs('stuck', () => db.user.count())
    expect(await workAs('other', () => db.user.count())).toBe(0)
    expect(await workAs('other', () => db.$transaction((tx) => tx.user.count()))).toBe(0)
    held.release()
    expect(await blocked).toBe(0)
  })

  describe('behind a network of its own', () => {
    /** A way to the server that can be frozen: what is sent arrives nowhere, and no error tells. */
    async function openWay(): Promise<{ url: string; freeze: () => void }> {
      const { hostname, port, href } = new URL(database.url)
      const sockets: Socket[] = []
      const way = createServer((near) => {
        const far = connect(Number(port || 5432), hostname)
        near.pipe(far).pipe(near)
        for (const socket of [near, far]) socket.on('error', () => undefined)
        sockets.push(near, far)
      }).listen(0, '127.0.0.1')
      await once(way, 'listening')
      onTestFinished(() => {
        for (const socket of sockets) socket.destroy()
        way.close()
      })
      const url = new URL(href)
      url.host = `127.0.0.1:${(way.address() as AddressInfo).port}`
      return {
        url: url.href,
        freeze: () => {
          for (const socket of sockets) socket.unpipe().pause()
        },
      }
    }

    test('a connection that falls silent is given up, in a transaction too, and replaced', async () => {
      const { url, freeze } = await openWay()
      const pool = open(SHORT, url)
      const { db } = createDatabase(pool, async () => undefined)
      await pool.query('SELECT 1')
      const begun = Promise.withResolvers<void>()
      const frozen = Promise.withResolvers<void>()
      const inTransaction = db.$transaction(async (tx) => {
        begun.resolve()
        await frozen.promise
        return tx.user.count()
      })
      await begun.promise
      freeze()
      frozen.resolve()
      await expect(inTransaction).rejects.toSatisfy(isUnavailable)
      expect(await db.user.count()).toBe(0)
      expect(pool.idleCount).toBe(pool.totalCount)
    })
  })
})
