// Where a database and the Prisma schema disagree: what Prisma's engine sees, and the vectors that it does not see.
import { fileURLToPath } from 'node:url'
import type { SchemaContainer } from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Pool } from 'pg'
import { NO_FILTERS as filters, withSchemaEngine } from './schemaEngine.ts'

/** Where this package keeps its Prisma schema. */
export const schemaDir = fileURLToPath(new URL('../prisma/schema', import.meta.url))

/**
 * Compares a migrated database with the schema. Checks are left out: Prisma's schema has no word for them.
 * @returns one sentence for each disagreement; none when they agree
 * @throws the engine's Error when the schema is not valid
 */
export async function findDrift(pool: Pool, files: SchemaContainer[]): Promise<string[]> {
  const { changes, sql } = await withSchemaEngine(pool, async (engine) => {
    const to = { tag: 'schemaDatamodel', files } as const
    const from = { tag: 'schemaDatasource', files, configDir: '' } as const
    const changes = await engine.diff({ from, to, filters, script: false, exitCode: true })
    const all = await engine.diff({
      from: { tag: 'empty' },
      to,
      filters,
      script: true,
      exitCode: null,
    })
    return { changes, sql: all.stdout ?? '' }
  })
  return [
    ...(changes.exitCode === 0 ? [] : toSentences(changes.stdout ?? '')),
    ...(await findTypeDrift(pool, files, sql)),
  ]
}

/** The engine's summary has headings, and below each, if anything, the single changes. */
function toSentences(summary: string): string[] {
  const [, ...sections] = `\n${summary}`.split(/\n(?=\S)/)
  return sections.flatMap((section) => {
    const [heading = '', ...changes] = section
      .split('\n')
      .map((line) => line.replace(/^\s*(?:\[.\]|-)\s*/, ''))
      .filter((line) => line !== '')
    const whole =
      changes.length === 0 ? [heading] : changes.map((change) => `${heading}: ${change}`)
    return whole.map((change) => `No migration does this yet: ${change}.`)
  })
}

interface Column {
  table: string
  name: string
  type: string
}

/** `Unsupported("...")` stands for whatever the database has: to the engine, any such type equals any other. */
async function findTypeDrift(pool: Pool, files: SchemaContainer[], sql: string): Promise<string[]> {
  const columns = readUnsupportedColumns(files, sql)
  const { rows: actual } = await pool.query<Column>(
    `SELECT relname AS table, attname AS name, format_type(atttypid, atttypmod) AS type
     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND attnum > 0`,
  )
  const types = columns.flatMap((column) => {
    const found = actual.find(({ table, name }) => table === column.table && name === column.name)
    // A column that is not there is the engine's to tell.
    if (found === undefined || found.type === column.type.toLowerCase()) return []
    return `The column ${column.table}.${column.name} is ${found.type} in the database and ${column.type} in the schema.`
  })
  return [...types, ...(await findIndexDrift(pool, columns, sql))]
}

/** To the engine, the index of a vector is one like all others. */
async function findIndexDrift(pool: Pool, columns: Column[], sql: string): Promise<string[]> {
  const vectors = columns.filter(({ type }) => /^(?:vector|halfvec|sparsevec)\b/i.test(type))
  const names = [...sql.matchAll(/^CREATE INDEX "(.+)" ON "(.+)"\("(.+)"\);$/gm)]
    .filter(([, , table, column]) => vectors.some((v) => v.table === table && v.name === column))
    .map(([, name]) => name)
  const { rows } = await pool.query<{ name: string; definition: string }>(
    `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
     WHERE schemaname = current_schema() AND indexname = ANY ($1) ORDER BY 1`,
    [names],
  )
  return rows
    .filter(({ definition }) => !/ USING (?:hnsw|ivfflat) /.test(definition))
    .map(
      ({ name }) => `The index ${name} is on a vector but finds no neighbours: make it USING hnsw.`,
    )
}

/** From the SQL that the engine would write for the schema, where every column has the name that the database knows. */
function readUnsupportedColumns(files: SchemaContainer[], sql: string): Column[] {
  const text = files.map(({ content }) => content).join('\n')
  const types = new Set([...text.matchAll(/Unsupported\("(.+?)"\)/g)].map(([, type]) => type))
  return [...sql.matchAll(/^CREATE TABLE "(.+)" \(\n([^]*?)\n\);$/gm)].flatMap(
    ([, table = '', body = '']) =>
      [...body.matchAll(/^ +"(.+?)" (.+?)(?: NOT NULL)?(?: DEFAULT .*)?,?$/gm)]
        .map(([, name = '', type = '']) => ({ table, name, type }))
        .filter(({ type }) => types.has(type)),
  )
}
