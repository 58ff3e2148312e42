// Generates the Prisma client when it is missing or older than the schema; costs a few milliseconds when it is not.
import { execSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const client = join(root, 'src/generated/client.ts')
const schema = join(root, 'prisma/schema')
const changedAt = (file: string): number => statSync(file).mtimeMs

const isFresh =
  existsSync(client) &&
  readdirSync(schema).every((file) => changedAt(join(schema, file)) <= changedAt(client))

if (!isFresh) {
  console.log('Generating the database client.')
  execSync('pnpm run generate', { cwd: root, stdio: 'pipe' })
}
