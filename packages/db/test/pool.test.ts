// The pool on a server: no caller waits without end.
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type Pool, type PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../src/client.ts'
import { isUnavailable } from '../src/errors.ts'
import { migrate } from '../src/migrate.ts'
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
    const pool = createPostgresPool(url, limits, 'vital')
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

  test('sessions that are ended from outside, at whatever moment, are something to try again', async () => {
    const pool = open({ ...SHORT, size: 10 })
    const admin = new Client({ connectionString: database.url })
    await admin.connect()
    const state = { isOver: false }
    const failures: unknown[] = []
    const call = async (): Promise<void> => {
      while (!state.isOver) await pool.query('SELECT 1').catch((error) => failures.push(error))
    }
    const callers = Array.from({ length: 12 }, () => call())
    for (let round = 0; round < 30; round += 1) {
      await admin.query(
        `SELECT pg_terminate_backend(pid), pg_sleep(0.01) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
    }
    state.isOver = true
    await Promise.all(callers)
    await admin.end()
    expect(failures.filter((error) => !isUnavailable(error))).toEqual([])
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  test('so is a transaction whose session is ended between two statements', async () => {
    const pool = open()
    const { db } = createDatabase(pool, async () => undefined)
    const broken = db.$transaction(async (tx) => {
      const [session] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      await workAs('other', () => pool.query('SELECT pg_terminate_backend($1)', [session?.pid]))
      return tx.user.count()
    })
    await expect(broken).rejects.toSatisfy(isUnavailable)
    expect(await db.user.count()).toBe(0)
  })

  test('ending it now waits for nobody', async () => {
    const pool = createPostgresPool(database.url, { ...SHORT, statementTimeoutMs: 60_000 })
    const asked = pool.query('SELECT pg_sleep(60)').catch((error: unknown) => error)
    await expect.poll(() => pool.totalCount).toBe(1)
    await pool.query('SELECT 1')
    await pool.endNow()
    expect(isUnavailable(await asked)).toBe(true)
  })

  test('a connection is watched while it is in use, and neither watched nor listened to after', async () => {
    const pool = open({ ...SHORT, size: 2 })
    const traces = []
    for (let round = 0; round < 3; round += 1) {
      const client = await pool.connect()
      const { socket } = client as PoolClient & { socket: Socket }
      const inUse = [socket.timeout, client.listenerCount('error')]
      client.release()
      traces.push([...inUse, socket.timeout, client.listenerCount('error')])
    }
    expect(new Set(traces.map(String))).toEqual(new Set(['2200,1,0,1']))
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
    const pool = open({ ...SHORT, size: 3, connectionTimeoutMs: 10_000 })
    const { db } = createDatabase(pool, async () => undefined)
    const held = await workAs('stuck', () => pool.connect())
    const blocked = workAs('stuck', () => db.user.count())
    expect(await workAs('other', () => db.user.count())).toBe(0)
    expect(await workAs('other', () => db.$transaction((tx) => tx.user.count()))).toBe(0)
    held.release()
    expect(await blocked).toBe(0)
  })

  test.each([
    ['ended by an administrator', 'SELECT pg_terminate_backend(pg_backend_pid())'],
    ['cancelled', 'SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1)'],
    ['behind a lock for too long', `DO $$ BEGIN RAISE SQLSTATE '55P03'; END $$`],
    ['in a transaction that was left idle', `DO $$ BEGIN RAISE SQLSTATE '25P03'; END $$`],
    ['in a deadlock', `DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$`],
    ['in conflict with another transaction', `DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`],
    ['out of disk', `DO $$ BEGIN RAISE SQLSTATE '53100'; END $$`],
    ['a write on a standby', 'SET TRANSACTION READ ONLY; CREATE TABLE nothing (id INT)'],
  ])('a statement that is %s is something to try again', async (_what, sql) => {
    const pool = open()
    const { db } = createDatabase(pool, async () => undefined)
    await expect(pool.query(sql)).rejects.toSatisfy(isUnavailable)
    if (!sql.includes(';') || sql.startsWith('DO')) {
      await expect(db.$executeRawUnsafe(sql)).rejects.toSatisfy(isUnavailable)
    }
    expect(await db.user.count()).toBe(0)
  })

  test.each([
    ['has no connection left for us', 'CONNECTION LIMIT 0'],
    ['may not be connected to', 'ALLOW_CONNECTIONS false'],
  ])('a database that %s is something to try again', async (_what, setting) => {
    const { url, drop } = await createOnServer('empty')
    onTestFinished(drop)
    const role = `delete_role_${process.pid}`
    const admin = open()
    await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`)
    onTestFinished(async () => void (await admin.query(`DROP ROLE ${role}`)))
    const target = Object.assign(new URL(url), { username: role, password: 'x' })
    await admin.query(`ALTER DATABASE ${target.pathname.slice(1)} ${setting}`)
    const { db } = createDatabase(open(SHORT, target.href), async () => undefined)
    await expect(db.$queryRaw`SELECT 1`).rejects.toSatisfy(isUnavailable)
  })

  test('a migration may take longer than any other statement', async () => {
    const { url, drop } = await createOnServer('empty')
    const dir = await mkdtemp(join(tmpdir(), 'delete-slow-'))
    await mkdir(join(dir, '1_slow'))
    // Longer than a statement may take, and than a connection may be silent.
    await writeFile(join(dir, '1_slow', 'migration.sql'), 'SELECT pg_sleep(2.3)')
    const pool = createPostgresPool(url, SHORT)
    expect(await migrate(pool, dir)).toEqual(['1_slow'])
    await pool.end()
    await drop()
    await rm(dir, { recursive: true })
  })

  describe('behind a network of its own', () => {
    /** A way to the server that can be cut, or frozen: what is sent then arrives nowhere, and no error tells. */
    async function openWay(): Promise<{
      url: string
      freeze: () => void
      cut: (isCut: boolean) => void
    }> {
      let isCut = false
      const { hostname, port, href } = new URL(database.url)
      const sockets: Socket[] = []
      const way = createServer((near) => {
        if (isCut) {
          near.destroy()
          return
        }
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
        cut: (value) => {
          isCut = value
          for (const socket of sockets) socket.destroy()
        },
      }
    }

    test('connections that cannot be had or break take no place from later ones', async () => {
      const { url, cut } = await openWay()
      const pool = open({ ...SHORT, size: 2 }, url)
      await pool.query('SELECT 1')
      cut(true)
      for (let round = 0; round < 5; round += 1) {
        await expect(pool.query('SELECT 1')).rejects.toSatisfy(isUnavailable)
      }
      cut(false)
      const answers = await Promise.all(Array.from({ length: 5 }, () => pool.query('SELECT 1')))
      expect(answers).toHaveLength(5)
    })

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
