// What is changed in a contract shows as a type error in the app, in the check that everybody runs.
import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

// A copy with the links of its packages to each other, so that they lead to the copy; what is installed is not copied,
// and neither is what other tests may be writing at this moment.
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'delete-types-')))
const filter = (path: string): boolean => !/^(?:\.(?!bin)|dist$)/.test(basename(path))
for (const name of ['apps', 'packages', 'tsconfig.base.json']) {
  cpSync(join(root, name), join(copy, name), { recursive: true, verbatimSymlinks: true, filter })
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
afterAll(() => rmSync(copy, { recursive: true }))

function edit(file: string, from: string, to: string): void {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
}

test('an output that loses a field and an input that asks for one more are told in the app', async () => {
  edit('packages/schemas/src/users.ts', '    name: z.string()', '    callName: z.string()')
  edit('packages/schemas/src/auth.ts', 'name: Name }', 'name: Name, city: Name }')
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '-b', 'apps/my'], { cwd: copy }).catch(
    (error: unknown) => error as { stdout: string },
  )
  expect(stdout.split('\n').filter((line) => line.startsWith('apps/my'))).toEqual([
    expect.stringMatching(
      /^apps\/my\/src\/features\/auth\/SignUpForm\.tsx.* error TS\d+: .*city: string/,
    ),
    expect.stringMatching(/^apps\/my\/src\/features\/users\/NameForm\.tsx.*'name' does not exist/),
    expect.stringMatching(/^apps\/my\/src\/features\/users\/updateMe\.ts.*'name' does not exist/),
    expect.stringMatching(/^apps\/my\/src\/routes\/Home\.tsx.*'name' does not exist/),
  ])
})
