// Each rule of the layout, broken once in a small tree that otherwise keeps them all.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { checkLayout } from './layout.ts'

const API = 'apps/api/src'
const FEATURES = `${API}/features`
const HEALTH = `${FEATURES}/health/service.ts`
const AUTH = `${FEATURES}/auth`
const USERS = `${FEATURES}/users/service.ts`
const CLIENT = 'packages/shared/src/client.ts'

const VALID: Record<string, string> = {
  'vitest.config.ts': "export const url = process.env.URL\nimport '@delete/db/client'",
  'packages/schemas/src/ids.ts': 'export type Id = string',
  'packages/schemas/src/ids.test.ts': "import { startApi } from '@delete/api/testing'",
  'packages/db/src/client.ts': "import type { Id } from '@delete/schemas/ids'",
  'packages/db/src/lock.ts': 'export const at = new Date()',
  'packages/db/src/generated/index.ts': "import '../../../../apps/api/src/app.ts'",
  'packages/db/scripts/prepare.ts': 'export const url = process.env.URL',
  'packages/db/test/setup.ts': "import { startApi } from '@delete/api/testing'",
  'packages/db/node_modules/pg/utils.ts': 'export {}',
  'packages/db/dist/utils.ts': 'export {}',
  'packages/db/.turbo/utils.ts': 'export {}',
  'packages/shared/tour.ts': "import { createApiClient } from '@delete/shared/client'",
  'packages/shared/src/index.ts': "export type { AppRouter } from '@delete/api'",
  'apps/api/test/harness.ts': "import '../src/router.ts'\nexport const now = Date.now()",
  'apps/my/src/api.ts': "import { createApiClient } from '@delete/shared/client'",
  'apps/my/src/storage.ts': "localStorage.setItem('member', me.id)",
  'apps/my/src/tabs.ts': 'const { held } = await navigator.locks.query()',
  [`${API}/main.ts`]: "process.env.POOL ??= '8'\nawait import('./router.ts')",
  [`${API}/router.ts`]: "import { health } from './features/health/router.ts'",
  [`${API}/kernel/env.ts`]: 'export const url = process.env.URL',
  [`${API}/kernel/clock.ts`]: 'export const now = () => [new Date(), Date.now()]',
  [`${FEATURES}/health/router.ts`]: "import { report } from './service.ts'",
  [HEALTH]: "import { ping } from './queries.ts'\nexport const at = new Date('2026-11-23')",
  [`${FEATURES}/health/queries.ts`]: "import '@delete/db/client'",
  [`${FEATURES}/health/health.test.ts`]: "import '../users/service.ts'\nprocess.env.URL = ''",
  [`${AUTH}/router.ts`]: "import type { Row } from './queries.ts'",
  [`${AUTH}/service.ts`]: "import './rules.ts'\nimport { hash } from './passwords.ts'",
  [`${AUTH}/queries.ts`]: 'export type Row = { id: string }',
  [`${AUTH}/rules.ts`]: "import type { Row } from './queries.ts'",
  [`${AUTH}/rules.test.ts`]: "import { judge } from './rules.ts'",
  [`${AUTH}/jobs.ts`]: "import { find } from './queries.ts'",
  [`${AUTH}/passwords.ts`]: 'export {}',
  [`${AUTH}/refreshTokens/queries.ts`]: 'export {}',
  [USERS]:
    "import { authenticate } from '../auth/service.ts'\nprocess.pid; deps.env; clock.now(); new Map()",
}

/** What the check says of the valid tree with these files on top. */
function check(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'layout-'))
  try {
    for (const [path, text] of Object.entries({ ...VALID, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return checkLayout(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('this repository keeps its own layout', () => {
  expect(checkLayout(join(import.meta.dirname, '..'))).toEqual([])
})

test('a tree that keeps the rules has no fault', () => {
  expect(check({})).toEqual([])
})

test('a file may have 300 lines, tests included, and not one more', () => {
  expect(check({ 'e2e/long.test.ts': 'export {}\n'.repeat(300) })).toEqual([])
  expect(check({ 'e2e/long.test.ts': 'export {}\n'.repeat(301) })).toEqual([
    'e2e/long.test.ts has 301 lines, more than 300: split it by noun into a sub-folder.',
  ])
})

test('a cycle is told once, as a chain, even when only types travel it', () => {
  const cycle = {
    'bench/a.ts': "import type { B } from './b.ts'\nexport type * from './b.ts'",
    'bench/b.ts': "export type { C } from './c.ts'",
    'bench/c.ts': "import type A from './a.ts'\nimport type { B } from './a.ts'",
  }
  expect(check(cycle)).toEqual([
    expect.stringMatching(/^bench\/a\.ts -> bench\/b\.ts -> bench\/c\.ts -> bench\/a\.ts is/),
  ])
})

test.each([
  ['@delete/api', 'packages/db/src/client.ts', `${API}/router.ts`],
  ['@delete/api/testing', 'apps/api/test/mail.ts', 'apps/api/test/harness.ts'],
  ['@delete/shared', CLIENT, 'packages/shared/src/index.ts'],
  ['@delete/db/client', 'packages/db/src/lock.ts', 'packages/db/src/client.ts'],
])('a cycle is seen through the name %s', (name, path, target) => {
  const back = relative(dirname(target), path)
  const faults = check({ [path]: `import '${name}'`, [target]: `import './${back}'` })
  expect(faults.at(-1)).toMatch(/ -> .* is an import cycle/)
})

test.each([
  ['schemas imports no db', 'packages/schemas/src/page.ts', "import '@delete/db/lock'"],
  ['the api imports no shared', `${API}/app.ts`, "import type { A } from '@delete/shared'"],
  ["the api's tests import no shared", 'apps/api/test/a.ts', "import '@delete/shared/client'"],
  ['shared imports no my', CLIENT, "import '@delete/my/session'"],
  ['shared takes only types from the api', CLIENT, "import { appRouter } from '@delete/api'"],
  ['an inline type still loads the api', CLIENT, "import { type AppRouter } from '@delete/api'"],
  ['shared has no database', CLIENT, "import type { Db } from '@delete/db/client'"],
  ['my has no database', 'apps/my/src/api.ts', "import type { Db } from '@delete/db/client'"],
  ['my knows the api by shared', 'apps/my/src/api.ts', "import type { A } from '@delete/api'"],
  ['only tests start the harness', 'apps/my/src/a.ts', "import '@delete/api/testing'"],
  ['a path stays inside its app', `${API}/app.ts`, "import '../../../packages/db/src/lock.ts'"],
  ['a script enters packages by name', 'scripts/a.ts', "import '../packages/db/src/lock.ts'"],
  ['a config enters packages by name', 'vite.config.ts', "import './packages/db/src/lock.ts'"],
  ['a package needs no name for itself', 'packages/db/src/a.ts', "import '@delete/db/lock'"],
  ['a new package needs a place', 'packages/new/src/a.ts', "import '@delete/schemas/ids'"],

  ['the kernel knows no feature', `${API}/kernel/a.ts`, "import '../features/auth/service.ts'"],
  ['health stands before auth', HEALTH, "import { logIn } from '../auth/service.ts'"],
  ['types keep the order of features', HEALTH, "import type { Row } from '../auth/service.ts'"],
  ["users asks auth's service, not its queries", USERS, "import '../auth/queries.ts'"],
  ["users takes auth's types from its service", USERS, "import type { A } from '../auth/rules.ts'"],
  ['a new feature needs a place in the order', `${FEATURES}/ghosts/service.ts`, ''],
  ['every file of features/ belongs to a feature', `${FEATURES}/loose.ts`, ''],

  ['a router calls no queries', `${AUTH}/router.ts`, "import { find } from './queries.ts'"],
  ['a router calls no rules', `${AUTH}/router.ts`, "import { judge } from './rules.ts'"],
  ['a router calls no tool', `${AUTH}/router.ts`, "import { hash } from './passwords.ts'"],
  ['a service calls no router', `${AUTH}/service.ts`, "import { auth } from './router.ts'"],
  ['queries call no router', `${AUTH}/queries.ts`, "import { auth } from './router.ts'"],
  ['queries call no service', `${AUTH}/queries.ts`, "import { logIn } from './service.ts'"],
  ['queries call no job', `${AUTH}/queries.ts`, "import { mail } from './jobs.ts'"],
  ['rules call no router', `${AUTH}/rules.ts`, "import { auth } from './router.ts'"],
  ['rules call no service', `${AUTH}/rules.ts`, "import { logIn } from './service.ts'"],
  ['rules call no queries', `${AUTH}/rules.ts`, "import { find } from './queries.ts'"],
  ['rules call no job', `${AUTH}/rules.ts`, "import { mail } from './jobs.ts'"],
  ['a job calls no router', `${AUTH}/jobs.ts`, "import { auth } from './router.ts'"],
  ['a tool calls no queries', `${AUTH}/passwords.ts`, "import { find } from './queries.ts'"],
  ['a sub-folder has the same roles', `${AUTH}/refreshTokens/rules.ts`, "import './queries.ts'"],

  ['a router is tested through its feature', `${AUTH}/router.test.ts`, ''],
  ['a file of a feature is named by one noun', `${AUTH}/password-rules.ts`, ''],
  ['a noun is written in camelCase', `${AUTH}/Passwords.ts`, ''],
  ['a feature of the api renders nothing', `${AUTH}/page.tsx`, ''],
  ...['index', 'utils', 'helpers', 'types', 'common', 'misc'].flatMap(
    (name): [string, string, string][] => [
      [`${name} names nothing in a feature`, `${AUTH}/${name}.ts`, ''],
      [`${name} names nothing in a package`, `packages/db/src/${name}.ts`, ''],
      [`${name} names nothing in the browser's app`, `apps/my/src/ui/${name}.tsx`, ''],
    ],
  ),

  ['a service is handed its settings', USERS, 'const url = process.env.URL; deps.clock'],
  ['a package is handed its settings', 'packages/db/src/lock.ts', '`${process.env.URL}/db`'],
  ['a service asks the clock', USERS, 'const at = new Date()'],
  ['a service without parentheses asks the clock too', USERS, 'const at = new Date'],
  ['a service builds no clock of its own', USERS, 'const clock = { now: Date.now }'],
  ['only the storage keeps things', 'apps/my/src/api.ts', "localStorage.getItem('theme')"],
  ['only the session sees its token', 'apps/my/src/api.ts', 'const { refreshToken } = tokens'],
  ['only tabs see what locks say', 'apps/my/src/api.ts', 'await navigator.locks.query()'],
  ['the kernel asks the clock', `${API}/kernel/a.ts`, '`${(() => { return 1 })() + Date.now()}`'],
])('%s (%s)', (_rule, path, text) => {
  // Some of these close a cycle as well, which is told apart from the import itself.
  const faults = check({ [path]: text }).filter((fault) => !fault.includes(' -> '))
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual([path])
})

test('what only looks like code is no fault', () => {
  const text = "// import '../messaging/service.ts'\nconst text = 'process.env Date.now()'"
  expect(check({ [USERS]: text })).toEqual([])
})

test.each([
  "import messaging, { send } from '../messaging/service.ts'",
  "import * as messaging from '../messaging/service.ts'",
  "export * as messaging from '../messaging/service.ts'",
  "const messaging = import('../messaging/service.ts')",
])('an import is seen however it is written: %s', (text) => {
  expect(check({ [USERS]: text })).toEqual([
    expect.stringMatching(/users\/service\.ts imports .*messaging\/service\.ts: messaging stands/),
  ])
})
