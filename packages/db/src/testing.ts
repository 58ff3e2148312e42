// A fresh, migrated database per test file: prepared once per run, then copied.
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { inject } from 'vitest'
import { createDatabase, createPostgresPool, type Database } from './client.ts'
import { migrate } from './migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    template: Template
  }
}

/** What `prepareTemplate` made: a file with an image of the embedded database, or a database on a server. */
export type Template = { image: string } | { url: string; name: string }

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
    const pool = createPostgresPool(withDatabase(url, name))
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
export async function openTestDatabase(): Promise<Database> {
  const template = inject('template')
  if ('image' in template) {
    const { openEmbeddedImage } = await import('./embedded.ts')
    const { pool, close } = await openEmbeddedImage(await openAsBlob(template.image))
    return createDatabase(pool, close)
  }
  const { url, name } = template
  const copy = `delete_test_${randomUUID().replaceAll('-', '')}`
  await runOn(url, `CREATE DATABASE ${copy} TEMPLATE ${name}`)
  const pool = createPostgresPool(withDatabase(url, copy))
  return createDatabase(pool, async () => {
    await pool.end()
    await runOn(url, `DROP DATABASE ${copy}`)
  })
}

async function runOn(url: string, sql: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  await pool.query(sql)
  await pool.end()
}

function withDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}
