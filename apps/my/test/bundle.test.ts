// What reaches a browser: the modules of the built app, and that server code cannot be among them.
import { basename, join, relative, sep } from 'node:path'
import { build, type Plugin, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'

const root = join(import.meta.dirname, '../../..')

beforeAll(() => {
  vi.stubEnv('NODE_ENV', 'production')
})

/** Builds the app in memory, with `plant` written into the file of the repository that it names. */
async function buildApp(plant?: { file: string; code: string }): Promise<Rolldown.OutputChunk[]> {
  const planting: Plugin = {
    name: 'planting',
    enforce: 'pre',
    transform: (code, id) =>
      plant && id === join(root, plant.file) ? `${plant.code}\n${code}` : undefined,
  }
  const built = await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'silent',
    plugins: [planting],
    build: { write: false },
  })
  return [built]
    .flat()
    .flatMap((result) => ('output' in result ? result.output : []))
    .filter((file) => file.type === 'chunk')
}

/** The package that a module belongs to, by its name, or by its folder in the repository. */
function packageOf(id: string): string {
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll(sep, '/'))
  if (installed) return installed[1] ?? ''
  const path = relative(root, id).replaceAll(sep, '/')
  return path.startsWith('..') ? id : path.split('/', 2).join('/')
}

/** Whoever adds to these makes somebody's visit longer. */
const PACKAGES = [
  '@base-ui/react',
  '@base-ui/utils',
  '@floating-ui/utils',
  '@formatjs/fast-memoize',
  '@tanstack/history',
  '@tanstack/query-core',
  '@tanstack/react-query',
  '@tanstack/react-router',
  '@tanstack/react-store',
  '@tanstack/router-core',
  '@tanstack/store',
  '@trpc/client',
  '@trpc/server',
  'apps/my',
  'packages/schemas',
  'packages/shared',
  'react',
  'react-dom',
  'scheduler',
  'use-intl',
  'use-sync-external-store',
  'zod',
]

test('is made of these packages, and holds neither the api nor the database', async () => {
  const chunks = await buildApp()
  const modules = chunks.flatMap(({ moduleIds }) => moduleIds).filter((id) => !id.startsWith('\0'))
  expect(modules.length).toBeGreaterThan(100)
  expect([...new Set(modules.map(packageOf))].toSorted()).toEqual(PACKAGES)
  // What tRPC's client shares with its server: no router, no adapter.
  const ofTrpcServer = modules.filter((id) => packageOf(id) === '@trpc/server')
  expect(ofTrpcServer.map((id) => basename(id).split('-')[0])).toEqual(
    expect.arrayContaining(['observable', 'codes']),
  )
  expect(ofTrpcServer.join()).not.toMatch(/initTRPC|adapters|tracked|resolveResponse/)
})

const CLIENT = 'packages/shared/src/client.ts'
const SERVER_CODE = 'is server code: import its types only'

test.each([
  ['the router', CLIENT, '@delete/api', SERVER_CODE],
  ['the harness of the tests', CLIENT, '@delete/api/testing', SERVER_CODE],
  ['the database by its name', CLIENT, '@delete/db/client', SERVER_CODE],
  ['a file of the api', CLIENT, '../../../apps/api/src/router.ts', SERVER_CODE],
  ['a file of the database', CLIENT, '../../db/src/client.ts', SERVER_CODE],
  ['a settings file', CLIENT, '../../../.env.example?raw', SERVER_CODE],
  ["one of Node's modules", 'apps/my/src/api.ts', 'node:crypto', 'which no browser has'],
])('%s, imported for the browser, fails the build', async (_what, file, module, reason) => {
  const code = `import * as planted from '${module}'\nconsole.log(planted)`
  await expect(buildApp({ file, code })).rejects.toThrow(reason)
})

test.each([
  ['a file of the api as a worker', "new Worker(new URL('../../api/src/app.ts', import.meta.url))"],
  ['a file of the api by its address', "new URL('../../api/src/app.ts', import.meta.url).href"],
])('%s fails the build', async (_what, expression) => {
  const plant = { file: 'apps/my/src/api.ts', code: `console.log(${expression})` }
  await expect(buildApp(plant)).rejects.toThrow(SERVER_CODE)
})

test('a type of the api leaves nothing behind', async () => {
  const code = "import type { AppRouter as Planted } from '@delete/api'\nexport type P = Planted"
  const chunks = await buildApp({ file: CLIENT, code })
  expect(chunks.flatMap(({ moduleIds }) => moduleIds).join('\n')).not.toContain('apps/api')
})
