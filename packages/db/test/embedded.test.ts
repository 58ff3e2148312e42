// The embedded database behaves like a server behind its pool, and belongs to one process at a time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { openEmbeddedDir } from '../src/embedded.ts'
import { lockDataDir } from '../src/lock.ts'

const root = await mkdtemp(join(tmpdir(), 'delete-embedded-'))
const dir = join(root, 'kept')
afterAll(() => rm(root, { recursive: true }))

describe('the pool', () => {
  const embedded = openEmbeddedDir(dir)
  afterAll(async () => (await embedded).close())

  test('goes on after errors of every kind', async () => {
    const { pool } = await embedded
    await expect(pool.query('SELEC')).rejects.toMatchObject({ code: '42601' })
    await expect(pool.query('SELECT nothing($1)', [1])).rejects.toMatchObject({ code: '42883' })
    await expect(pool.query('SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' })
    expect((await pool.query('SELECT $1::int AS one', [1])).rows).toEqual([{ one: 1 }])
  })

  test('gives the next connection nothing of one that was dropped: no transaction, setting or statement', async () => {
    const { pool } = await embedded
    const dropped = await pool.connect()
    await dropped.query(`SET work_mem = '1MB'`)
    await dropped.query({ name: 'kept', text: 'SELECT 1' })
    await dropped.query('BEGIN')
    await dropped.query('CREATE TABLE public.half_done (id INT)')
    dropped.release(true)
    expect(
      (
        await pool.query(
          `SELECT to_regclass('public.half_done') AS table, current_setting('work_mem') AS memory`,
        )
      ).rows,
    ).toEqual([{ table: null, memory: '4MB' }])
    expect((await pool.query({ name: 'kept', text: 'SELECT 2 AS two' })).rows).toEqual([{ two: 2 }])
  })

  test('runs in UTC wherever the machine is', async () => {
    const { pool } = await embedded
    expect((await pool.query('SHOW TimeZone')).rows).toEqual([{ TimeZone: 'UTC' }])
  })

  test('serves many callers at once, one transaction after the other', async () => {
    const { pool } = await embedded
    await pool.query('CREATE TABLE counter AS SELECT 0 AS value')
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const client = await pool.connect()
        await client.query('BEGIN')
        const { rows } = await client.query<{ value: number }>('SELECT value FROM counter')
        await client.query('UPDATE counter SET value = $1', [(rows[0]?.value ?? 0) + 1])
        await client.query('COMMIT')
        client.release()
      }),
    )
    expect((await pool.query('SELECT value FROM counter')).rows).toEqual([{ value: 20 }])
  })
})

describe('the data folder', () => {
  test('keeps what was written, from one opening to the next', async () => {
    const first = await openEmbeddedDir(dir)
    await first.pool.query(`CREATE TABLE notes AS SELECT 'kept' AS note`)
    await first.close()
    const second = await openEmbeddedDir(dir)
    expect((await second.pool.query('SELECT note FROM notes')).rows).toEqual([{ note: 'kept' }])
    await expect(openEmbeddedDir(dir)).rejects.toThrow(
      `The data folder ${dir} is in use by process ${process.pid}`,
    )
    await second.close()
  })

  test('is held by one process, named to the next, and free again however that process ends', async () => {
    const held = join(root, 'held')
    const code = `import { lockDataDir } from '${join(import.meta.dirname, '../src/lock.ts')}'
      lockDataDir('${held}')
      setImmediate(() => { gc(); setImmediate(() => console.log('locked')); setInterval(() => {}, 1000) })`
    const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void holder.kill('SIGKILL'))
    await once(holder.stdout, 'data')
    expect(() => lockDataDir(held)).toThrow(
      new RegExp(
        `in use by process ${holder.pid}, started .*Stop that process, or set DATA_DIR to another folder`,
      ),
    )
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    lockDataDir(held)()
  })
})
