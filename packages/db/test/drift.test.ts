// The Prisma schema and the migrations say the same thing, and whoever changes only one of them is told what is missing.
import { afterAll, expect, test } from 'vitest'
import { findDrift, schemaDir } from '../scripts/drift.ts'
import { readSchema } from '../scripts/schemaEngine.ts'
import { openTestDatabase } from '../src/testing.ts'

const { pool, close } = await openTestDatabase()
afterAll(close)

test('the migrations make what the schema says', async () => {
  expect(await findDrift(pool, readSchema(schemaDir))).toEqual([])
})

const SCHEMA = `
datasource db {
  provider = "postgresql"
}

enum Mood {
  calm
  merry

  @@map("mood")
}

model Person {
  id      String                     @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  email   String                     @unique
  mood    Mood                       @default(calm)
  likes   Like[]
  taste   Unsupported("vector(3)")?
  looks   Unsupported("halfvec(2)")? @map("looks_of")
  search  Unsupported("tsvector")

  @@index([taste], map: "people_taste_idx")
  @@map("people")
}

model Like {
  id     Int    @id @default(autoincrement())
  fromId String @map("from_id") @db.Uuid
  from   Person @relation(fields: [fromId], references: [id])
  note   String @db.VarChar(20)

  @@map("likes")
}
`

const MIGRATION = `
CREATE EXTENSION vector;
CREATE TYPE mood AS ENUM ('calm', 'merry');
CREATE TABLE people (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  email TEXT NOT NULL CHECK (email <> ''),
  mood mood NOT NULL DEFAULT 'calm',
  taste vector(3),
  looks_of halfvec(2),
  search tsvector NOT NULL
);
CREATE UNIQUE INDEX people_email_key ON people(email);
CREATE INDEX people_taste_idx ON people USING hnsw (taste vector_cosine_ops);
CREATE TABLE likes (
  id SERIAL PRIMARY KEY,
  from_id UUID NOT NULL REFERENCES people(id) ON UPDATE CASCADE ON DELETE RESTRICT,
  note VARCHAR(20) NOT NULL
);
`

/** What is said of the schema above where the migration has these texts replaced. */
async function findDriftWith(changes: Record<string, string>): Promise<string[]> {
  let migration = MIGRATION
  for (const [that, instead] of Object.entries(changes)) {
    expect(migration).toContain(that)
    migration = migration.replace(that, instead)
  }
  // pgvector 0.8.0 may ask for more shared memory than a server has when it builds an index in parallel.
  await pool.query(
    `SET max_parallel_maintenance_workers = 0; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${migration}`,
  )
  return findDrift(pool, [{ path: 'schema.prisma', content: SCHEMA }])
}

const INDEX = 'CREATE INDEX people_taste_idx ON people USING hnsw (taste vector_cosine_ops);'

test('nothing is told where both agree, whatever is checked beside', async () => {
  expect(await findDriftWith({})).toEqual([])
})

test.each([
  [
    'a missing column',
    `  mood mood NOT NULL DEFAULT 'calm',\n`,
    '',
    'Changed the `people` table: Added column `mood`',
  ],
  [
    'a missing vector',
    '  looks_of halfvec(2),\n',
    '',
    'Changed the `people` table: Added column `looks_of`',
  ],
  [
    'a column too many',
    'note VARCHAR',
    'at DATE, note VARCHAR',
    'Changed the `likes` table: Removed column `at`',
  ],
  [
    'a wrong type',
    'note VARCHAR(20)',
    'note TEXT',
    'Changed the `likes` table: Altered column `note` (type changed)',
  ],
  [
    'a missing default',
    `mood NOT NULL DEFAULT 'calm'`,
    'mood NOT NULL',
    'Changed the `people` table: Altered column `mood` (default changed',
  ],
  [
    'a missing unique index',
    'CREATE UNIQUE INDEX people_email_key ON people(email);',
    '',
    'Changed the `people` table: Added unique index on columns (email)',
  ],
  [
    'a missing reference',
    'REFERENCES people(id) ON UPDATE CASCADE ON DELETE RESTRICT',
    '',
    'Changed the `likes` table: Added foreign key on columns (from_id)',
  ],
  [
    'a missing vector index',
    INDEX,
    '',
    'Changed the `people` table: Added index on columns (taste)',
  ],
  [
    'a table too many',
    'CREATE TABLE likes',
    'CREATE TABLE extra (id INT); CREATE TABLE likes',
    'Removed tables: extra',
  ],
  ['a missing variant', `, 'merry'`, '', 'Changed the `mood` enum: Added variant `merry`'],
])('%s is told by the engine', async (_what, that, instead, change) => {
  expect(await findDriftWith({ [that]: instead })).toEqual([
    expect.stringContaining(`No migration does this yet: ${change}`),
  ])
})

test.each([
  ['the dimension of a vector', 'taste vector(3)', 'people.taste', 'taste vector(2)'],
  [
    'the dimension under another name',
    'looks_of halfvec(2)',
    'people.looks_of',
    'looks_of halfvec(4)',
  ],
  ['a vector without a dimension', 'looks_of halfvec(2)', 'people.looks_of', 'looks_of halfvec'],
  ['another kind of vector', 'looks_of halfvec(2)', 'people.looks_of', 'looks_of vector(2)'],
  ['a type that Prisma does not know', 'search tsvector', 'people.search', 'search int4range'],
])('%s is told, which the engine does not see', async (_what, that, column, instead) => {
  const [[, wanted], [, found]] = [that.split(' '), instead.split(' ')]
  expect(await findDriftWith({ [that]: instead })).toEqual([
    `The column ${column} is ${found} in the database and ${wanted} in the schema.`,
  ])
})

test('an index that finds no neighbours is told, which the engine does not see', async () => {
  const plain = 'CREATE INDEX people_taste_idx ON people (taste);'
  expect(await findDriftWith({ [INDEX]: plain })).toEqual([
    'The index people_taste_idx is on a vector but finds no neighbours: make it USING hnsw.',
  ])
})

test('each disagreement has a sentence of its own', async () => {
  const found = await findDriftWith({
    'note VARCHAR(20)': 'at DATE, note TEXT',
    'CREATE TYPE': 'CREATE TABLE extra (id INT); CREATE TABLE more (id INT); CREATE TYPE',
    'vector(3)': 'vector(2)',
  })
  expect(found.map((sentence) => sentence.replace('No migration does this yet: ', ''))).toEqual([
    'Removed tables: extra.',
    'Removed tables: more.',
    'Changed the `likes` table: Removed column `at`.',
    'Changed the `likes` table: Altered column `note` (type changed).',
    'The column people.taste is vector(2) in the database and vector(3) in the schema.',
  ])
})

test('a schema that is not valid is refused with what Prisma says of it', async () => {
  const files = [{ path: 'schema.prisma', content: SCHEMA.replace('Mood  ', 'Mode  ') }]
  await expect(findDrift(pool, files)).rejects.toThrow(/Type "Mode" is neither a built-in type/)
})
