// The examples that people read are compiled and run as they stand, against a live server.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startApi } from '@delete/api/testing'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const { url } = await startApi()

// Inside the package, so that its name means itself there.
const folder = mkdtempSync(join(import.meta.dirname, '../.examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The first TypeScript of `text` behind `mark`, with what begins each line of a comment taken away. */
function exampleIn(path: string, mark: string): string {
  const [, text = ''] = readFileSync(join(root, path), 'utf8').split(mark)
  const [, code = ''] = /```ts\n(.*?)```/s.exec(text.replaceAll(/^ \* ?/gm, '')) ?? []
  return code
}

/** Type-checks a script and runs it, with the live server in place of the one on a laptop; answers all it prints. */
async function check(name: string, code: string): Promise<string> {
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      include: ['*.ts'],
      references: [{ path: '..' }],
    }),
  )
  const file = join(folder, `${name}.ts`)
  writeFileSync(file, code.replace('http://localhost:8000', url))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-b', folder])
  const { stdout, stderr } = await run(process.execPath, [file])
  return stdout + stderr
}

test('the ten lines in which the client documents itself', async () => {
  const code = exampleIn('packages/shared/src/client.ts', 'export interface ApiClientOptions')
  expect(code.split('\n').filter((line) => line !== '')).toHaveLength(10)
  expect(await check('docstring', code)).toBe('Hello, Ada.\n')
  expect(await check('docstring', code)).toBe('auth.email_taken\n')
})

test('the tour of the README', async () => {
  const code = exampleIn('README.md', '## The same tour, typed')
  const output = await check('tour', code)
  expect(output).toContain("email: 'grace@example.com'")
  expect(output).toContain("request.invalid [ '/email', '/password' ]")
})

test('an example that calls what does not exist would not compile', async () => {
  const code = exampleIn('packages/shared/src/client.ts', 'export interface ApiClientOptions')
  await expect(check('wrong', code.replace('users.me', 'users.you'))).rejects.toMatchObject({
    stdout: expect.stringContaining("Property 'you' does not exist"),
  })
})
