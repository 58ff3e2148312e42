// A new migration begins with what Prisma can write of it, in a copy of the repository's migrations and schema.
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { draftMigration } from '../scripts/draftMigration.ts'
import { findDrift, schemaDir } from '../scripts/drift.ts'
import { readSchema } from '../scripts/schemaEngine.ts'
import type { Embedded } from '../src/embedded.ts'
import { migrate, migrationsDir } from '../src/migrate.ts'
import { openTestDatabase } from '../src/testing.ts'

const { pool, close } = await openTestDatabase()
const root = await mkdtemp(join(tmpdir(), 'delete-draft-'))
const now = new Date('2099-12-31T23:59:58.765Z')
let copy: { migrationsDir: string; schemaDir: string }

beforeEach(async () => {
  const dir = await mkdtemp(join(root, 'run-'))
  copy = { migrationsDir: join(dir, 'migrations'), schemaDir: join(dir, 'schema') }
  await cp(migrationsDir, copy.migrationsDir, { recursive: true })
  await cp(schemaDir, copy.schemaDir, { recursive: true })
})

afterAll(async () => {
  await close()
  await rm(root, { recursive: true })
})

async function openEmpty(): Promise<Embedded> {
  await pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  return { pool, close: () => Promise.resolve() }
}

function draft(name: string): ReturnType<typeof draftMigration> {
  return draftMigration({ ...copy, name, now, openEmpty })
}

function addModel(fields: string): Promise<void> {
  return writeFile(join(copy.schemaDir, 'photos.prisma'), `model Photo {\n${fields}\n}\n`)
}

const COMMENT = '-- Say here, in one sentence, what this migration is for.\n'

test('the draft takes the migrations to the schema, and is named by the time in UTC', async () => {
  await addModel('  id Int @id\n  url String @unique')
  const { path, isEmpty, missing } = await draft('add_photos')
  expect(path).toBe(join(copy.migrationsDir, '20991231235958_add_photos', 'migration.sql'))
  expect({ isEmpty, missing }).toEqual({ isEmpty: false, missing: [] })
  expect(await readFile(path, 'utf8')).toBe(
    `${COMMENT}CREATE TABLE "Photo" (
    "id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,

    CONSTRAINT "Photo_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "Photo_url_key" ON "Photo"("url");
`,
  )
  await openEmpty()
  expect(await migrate(pool, copy.migrationsDir)).toContain(basename(dirname(path)))
  expect(await findDrift(pool, readSchema(copy.schemaDir))).toEqual([])
})

test('where schema and migrations agree, the draft is a comment', async () => {
  const { path, isEmpty } = await draft('fill_photos')
  expect(isEmpty).toBe(true)
  expect(await readFile(path, 'utf8')).toBe(COMMENT)
})

test('what Prisma does not see is named', async () => {
  const fields = (dimension: number): string =>
    `id Int @id\nlooks Unsupported("vector(${dimension})")?\n@@index([looks], map: "looks_idx")`
  await addModel(fields(3))
  const first = await draft('add_photos')
  expect(first.missing).toEqual([expect.stringMatching(/looks_idx is on a vector .* hnsw/)])

  await addModel(fields(4))
  const options = { ...copy, name: 'widen_looks', now: new Date(now.getTime() + 1_000), openEmpty }
  const second = await draftMigration(options)
  expect(second.isEmpty).toBe(true)
  expect(second.missing).toContainEqual(expect.stringMatching(/Photo\.looks is vector\(3\) in/))
})

test('SQL that does not run as it stands is written, and said to fail', async () => {
  await addModel('id Int @id\nlooks Unsupported("no_such_type")?')
  expect((await draft('add_photos')).missing).toEqual([
    'As it stands it does not run: type "no_such_type" does not exist.',
  ])
})

test.each(['', 'AddPhotos', 'add-photos', 'add photos', '../photos', '1_photo', 'photos_', 'a__b'])(
  'the name "%s" is refused, since it is not snake_case',
  async (name) => {
    await expect(draft(name)).rejects.toThrow(/snake_case, such as add_photos; ".*" is not\.$/)
  },
)

test('a name that another migration has is refused', async () => {
  await expect(draft('create_users')).rejects.toThrow(/^There is \d+_create_users already: choose/)
})

test('a migration that would not be the last is refused', async () => {
  const late = '20991231235959_late'
  await cp(
    join(copy.migrationsDir, '20261123000100_create_users'),
    join(copy.migrationsDir, late),
    {
      recursive: true,
    },
  )
  await expect(draft('add_photos')).rejects.toThrow(
    /^A migration of this moment \(20991231235958, UTC\) would not come after 20991231235959_late:/,
  )
})

test('a schema that is not valid is refused with what Prisma says of it', async () => {
  await addModel('  id Text @id')
  await expect(draft('add_photos')).rejects.toThrow(/^The schema cannot be used\. [^]*"Text"/)
})

test('a refusal of the file system is a sentence, and leaves nothing behind', async () => {
  const inTheWay = join(copy.migrationsDir, '20991231235958_add_photos')
  await writeFile(inTheWay, '')
  await expect(draft('add_photos')).rejects.toThrow(`${inTheWay} cannot be written (EEXIST).`)
  const tooLong = `a${'b'.repeat(300)}`
  await expect(draft(tooLong)).rejects.toThrow(/cannot be written \(ENAMETOOLONG\)\.$/)
  expect(await readdir(copy.migrationsDir)).toEqual([
    ...(await readdir(migrationsDir)).filter((name) => /^\d/.test(name)),
    basename(inTheWay),
    'migration_lock.toml',
  ])
  await mkdir(join(copy.migrationsDir, '20991231000000_half_made'))
  await expect(draft('add_photos')).rejects.toThrow(
    /20991231000000_half_made.migration\.sql cannot be read \(ENOENT\)\.$/,
  )
  await rm(copy.migrationsDir, { recursive: true })
  await expect(draft('add_photos')).rejects.toThrow(
    `${copy.migrationsDir} cannot be read (ENOENT).`,
  )
})

// How long a path may be is Linux's own; just below that, the folder can be made and the file in it cannot.
test.runIf(process.platform === 'linux')('a folder without its file is taken back', async () => {
  const deep = join(copy.migrationsDir, ...Array.from({ length: 17 }, () => 'd'.repeat(230)))
  await mkdir(deep, { recursive: true })
  const name = 'a'.repeat(4_090 - deep.length - '/20991231235958_'.length)
  await expect(
    draftMigration({ ...copy, migrationsDir: deep, name, now, openEmpty }),
  ).rejects.toThrow(/migration\.sql cannot be written \(ENAMETOOLONG\)\.$/)
  expect(await readdir(deep)).toEqual([])
})

test('the command says a refusal in one line, without a stack, and ends with 1', () => {
  // A name that no folder can have either, since this works on the migrations of the repository itself.
  const script = join(import.meta.dirname, '../scripts/new-migration.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'no/folder', 'here'], {
    encoding: 'utf8',
  })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toBe(
    'A migration is named by what it does, in snake_case, such as add_photos; "no/folder here" is not.\n',
  )
})
