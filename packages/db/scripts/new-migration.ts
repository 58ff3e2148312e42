// `pnpm db:migration <name>`: begins a migration, and says where it is and what is left to write by hand.
import { join, relative } from 'node:path'
import { openEmbeddedImage } from '../src/embedded.ts'
import { migrationsDir } from '../src/migrate.ts'
import { StartError } from '../src/startError.ts'
import { draftMigration } from './draftMigration.ts'
import { schemaDir } from './drift.ts'

const PATIENCE_MS = 2_000
const root = join(import.meta.dirname, '../../..')

const notice = setTimeout(() => {
  console.log('Still trying the migrations on a database in memory, to see what the schema adds.')
}, PATIENCE_MS)

try {
  const { path, isEmpty, missing } = await draftMigration({
    name: process.argv.slice(2).join(' '),
    migrationsDir,
    schemaDir,
    now: new Date(),
    openEmpty: () => openEmbeddedImage(),
  })
  console.log(relative(root, path))
  if (isEmpty)
    console.log(
      'Prisma sees no difference between schema and migrations, so it holds a comment only.',
    )
  for (const sentence of missing) console.log(sentence)
  console.log(
    'Write the comment. Checks, the dimensions of vectors and their indexes are not in what Prisma sees: write those too.',
  )
} catch (error) {
  if (!(error instanceof StartError)) throw error
  console.error(error.message)
  process.exitCode = 1
} finally {
  clearTimeout(notice)
}
