// Clients that others write: the README's programs, as they stand there, against a live server.
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startApi } from '@delete/api/testing'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const { url } = await startApi()
const API = join(import.meta.dirname, '..')
const README = readFileSync(join(API, '../../README.md'), 'utf8')
const [, section = ''] = README.split('## The same tour, from elsewhere')
const hasPython = spawnSync('python3', ['--version']).status === 0

// Inside the package, so that the client's library is found from there.
const folder = mkdtempSync(join(API, '.examples-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The section's block in that language, with the live server in place of the one on a laptop. */
function blockIn(language: string): string {
  const [, code = ''] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(section) ?? []
  return code.replaceAll('http://localhost:8000', url)
}

test.skipIf(!hasPython)('the tour in Python', async () => {
  const { stdout } = await run('python3', ['-c', blockIn('python')])
  expect(stdout).toContain("'email': 'alan@example.com'")
  expect(stdout).toContain("request.invalid ['/email', '/password']")
})

test('the tour by openapi-fetch compiles and runs, and would not compile if it were wrong', async () => {
  const [, ...words] = /^npx (openapi-typescript.*)$/m.exec(blockIn('sh'))?.[1]?.split(' ') ?? []
  expect(words).toEqual([`${url}/v1/openapi.json`, '-o', 'delete.d.ts'])
  await start('openapi-typescript/bin/cli.js', words)
  const compilerOptions = {
    target: 'esnext',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
  const compile = async (code: string): Promise<string> => {
    writeFileSync(join(folder, 'tour.ts'), code)
    return start('typescript/bin/tsc', ['-p', '.']).catch(
      ({ stdout }: { stdout: string }) => stdout,
    )
  }
  const code = blockIn('ts')
  expect(await compile(code)).toBe('')
  const faults = [
    ["name: 'Hedy'", 'name: 5', "'number' is not assignable to type 'string'"],
    ['/v1/users/me', '/v1/users/you', '"/v1/users/you"'],
    ['login.error.detail', 'login.error.details', "'details' does not exist"],
    ['console.log(user)', 'console.log(user?.age)', "'age' does not exist"],
  ] as const
  const faulty = faults.reduce((text, [right, wrong]) => text.replace(right, wrong), code)
  const complaints = await compile(faulty)
  for (const [, , complaint] of faults) expect(complaints).toContain(complaint)
  writeFileSync(join(folder, 'tour.ts'), code)
  const { stdout } = await run(process.execPath, [join(folder, 'tour.ts')])
  expect(stdout).toContain("email: 'hedy@example.com'")
  expect(stdout).toContain("request.invalid [ '/email' ]")
})

/** Runs a program of a package, as npx would; answers what it prints. */
async function start(program: string, words: string[]): Promise<string> {
  const path = join(API, 'node_modules', program)
  const { stdout } = await run(process.execPath, [path, ...words], { cwd: folder })
  return stdout
}
