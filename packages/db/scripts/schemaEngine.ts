// Prisma's own schema engine, the one behind `prisma migrate`, run on a pool of ours: WebAssembly, so that nobody downloads a binary.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import { Pool, type QueryArrayConfig, type QueryArrayResult } from 'pg'

/** All tables and enums count. */
export const NO_FILTERS: bindings.SchemaFilter = { externalTables: [], externalEnums: [] }

/**
 * Runs `use` with the engine on the database behind `pool`.
 * @param openShadow asked for an empty database each time that the engine replays migrations, which few of its commands do
 * @throws what the engine refuses: an Error whose `code`, if any, is Prisma's (`P3009`)
 */
export async function withSchemaEngine<T>(
  pool: Pool,
  use: (engine: bindings.SchemaEngine) => Promise<T>,
  openShadow: () => Promise<Pool> = rejectShadow,
): Promise<T> {
  await (loading ??= load())
  // The engine leaves it to the end of its connection to free the lock it migrates under.
  const own = new Pool({ ...pool.options, max: 1 })
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(own),
    // Not adapter-pg's own: where a pool has a URL, that one replays the migrations on the database itself.
    connectToShadowDb: async () => connect(await openShadow()),
  })
  try {
    const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, factory)
    return await use(engine).finally(() => engine.free())
  } finally {
    await own.end()
  }
}

/** Every `.prisma` file of a folder, as the engine takes them. */
export function readSchema(dir: string): bindings.SchemaContainer[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.prisma'))
    .map((name) => ({ path: join(dir, name), content: readFileSync(join(dir, name), 'utf8') }))
}

/** The migrations of a folder, as the engine takes them. */
export function readMigrationList(dir: string): bindings.MigrationList {
  const names = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  return {
    baseDir: dir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
    shadowDbInitScript: '',
    migrationDirectories: names.toSorted().map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(dir, name, 'migration.sql'), 'utf8') },
      },
    })),
  }
}

let loading: Promise<void> | undefined

/** What Node does for an import of a `.wasm` file, without its warning that this is experimental. */
async function load(): Promise<void> {
  const home = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const code = readFileSync(new URL('schema_engine_bg.wasm', home))
  const { instance } = await WebAssembly.instantiate(code, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
}

/** A part of a browser's types, which this package has no use for otherwise. */
declare const WebAssembly: {
  instantiate: (
    code: Uint8Array,
    imports: Record<string, object>,
  ) => Promise<{ instance: { exports: { __wbindgen_start: () => void } } }>
}

function rejectShadow(): Promise<never> {
  return Promise.reject(new Error('This command of the engine needs a shadow database.'))
}

/** adapter-pg, mended where the engine needs more than the client does. */
async function connect(pool: Pool): Promise<SqlDriverAdapter> {
  nameCharAsArray(pool)
  const adapter = await new PrismaPg(pool).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    const columnTypes = result.columnTypes.map((type) =>
      type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
    )
    return { ...result, columnTypes }
  }
  // The original splits at every semicolon, even in a string; the binary engine sends a script whole, and so does this.
  adapter.executeScript = async (sql) => {
    await adapter.executeRaw({ sql, args: [], argTypes: [] })
  }
  return adapter
}

/**
 * The catalogue of PostgreSQL has columns of the type "char". adapter-pg refuses that type but knows its array,
 * which the engine never asks for: so the one travels under the other's name.
 */
function nameCharAsArray(pool: Pool): void {
  const query = pool.query.bind(pool) as (config: QueryArrayConfig) => Promise<QueryArrayResult>
  pool.query = (async (config: QueryArrayConfig) => {
    const result = await query(config)
    // A script of many statements has many results, and no fields of its own.
    for (const field of result.fields ?? []) {
      if (field.dataTypeID === CHAR) field.dataTypeID = CHAR_ARRAY
    }
    return result
  }) as Pool['query']
}

// Type numbers of PostgreSQL: https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat
const CHAR = 18
const CHAR_ARRAY = 1002
