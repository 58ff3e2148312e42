// A fresh, migrated database per test file: prepared once per run, then copied.
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { createDatabase, type Database } from './client.ts'
import { migrate } from './migrate.ts'
import { createPostgresPool, type PoolLimits } from './pool.ts'

declare module 'vitest' {
  interface ProvidedContext {
    template: Template
  }
}

/** What `prepareTemplate` made: a file with an image of the embedded database, or a database on a server. */
export type Template = { image: string } | { url: string; name: string }

const LIMITS: PoolLimits = { size: 10, connectionTimeoutMs: 3_000, statementTimeoutMs: 5_000 }

/**
 * Migrates one database for all test files to copy: on the server at `url` if given, else embedded.
 * @returns the template, and the function that removes it
 */
export async function prepareTemplate(
  url: string | undefined,
): Promise<{ template: Template; remove: () => Promise<void> }> {
  if (url) {
    const name = `delete_template_${randomUUID().replaceAll('-', '')}`
    await runOn(url, `CREATE DATABASE ${name}`)
    const pool = createPostgresPool(withDatabase(url, name), LIMITS)
    await migrate(pool)
    await pool.end()
    return { template: { url, name }, remove: () => runOn(url, `DROP DATABASE ${name}`) }
  }
  const { dumpImage } = await import('./embedded.ts')
  const blob = await dumpImage((pool) => migrate(pool))
  const dir = await mkdtemp(join(tmpdir(), 'delete-test-'))
  const image = join(dir, 'image.tar')
  await writeFile(image, blob.stream())
  return { template: { image }, remove: () => rm(dir, { recursive: true }) }
}

/** A copy of the run's template; `close` removes it. */
export async function openTestDatabase(limits: Partial<PoolLimits> = {}): Promise<Database> {
  const template = inject('template')
  if ('image' in template) {
    const { openEmbeddedImage } = await import('./embedded.ts')
    const { pool, close } = await openEmbeddedImage(await openAsBlob(template.image))
    return createDatabase(pool, close)
  }
  const { url, drop } = await createOnServer('migrated')
  const pool = createPostgresPool(url, { ...LIMITS, ...limits }, 'health.ready')
  // A connection that is still being closed when the database is dropped hears of it.
  pool.on('error', () => undefined)
  return createDatabase(pool, async () => {
    await pool.end()
    await drop()
  })
}

/** Whether this run has a server: only there are several connections, and processes that share a database. */
export function hasServer(): boolean {
  return 'url' in inject('template')
}

/** A database of its own on the run's server, for those who open it themselves; `drop` ends what is left on it. */
export async function createOnServer(
  content: 'migrated' | 'empty',
): Promise<{ url: string; drop: () => Promise<void> }> {
  const template = inject('template')
  if ('image' in template) throw new Error('This run has no server: set TEST_DATABASE_URL.')
  const name = `delete_test_${randomUUID().replaceAll('-', '')}`
  const source = content === 'migrated' ? template.name : 'template1'
  await runOn(template.url, `CREATE DATABASE ${name} TEMPLATE ${source}`)
  return {
    url: withDatabase(template.url, name),
    drop: () => runOn(template.url, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

async function runOn(url: string, sql: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  try {
    await pool.query(sql)
  } finally {
    await pool.end()
  }
}

function withDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}
