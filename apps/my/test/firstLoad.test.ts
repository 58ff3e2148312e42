// What a first visit costs: the scripts that a browser has to load before a screen is there, whichever it is.
import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'

/** In bytes of gzip at its best. */
const BUDGET = 130_000

const app = join(import.meta.dirname, '..')
const routes = readdirSync(join(app, 'src/routes'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith('.tsx'))

function groupOf(route: string): 'members' | 'strangers' {
  const isMembers =
    route.startsWith('account/') ||
    ['Home.tsx', 'Export.tsx', 'MemberFrame.tsx', 'Parts.tsx'].includes(route)
  return isMembers ? 'members' : 'strangers'
}

/** What stands around a screen. */
function framesOf(route: string): string[] {
  if (route === 'Parts.tsx') return []
  if (route.startsWith('account/')) return ['MemberFrame.tsx', 'account/AccountFrame.tsx']
  return [groupOf(route) === 'members' ? 'MemberFrame.tsx' : 'StrangerFrame.tsx']
}

let files: (Rolldown.OutputChunk | Rolldown.OutputAsset)[]

beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const configFile = join(app, 'vite.config.ts')
  const built = await build({ configFile, logLevel: 'silent', build: { write: false } })
  files = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
})

function findChunk(file: string): Rolldown.OutputChunk | undefined {
  return files.find((chunk) => chunk.type === 'chunk' && chunk.fileName === file) as
    | Rolldown.OutputChunk
    | undefined
}

/** The scripts that the page itself names. */
function entries(): string[] {
  const page = files.find(({ fileName }) => fileName === 'index.html')
  const html = page?.type === 'asset' ? String(page.source) : ''
  return [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)]
    .map(([, file = '']) => file)
    .filter(findChunk)
}

/** These and all that they load before they run. */
function loadedWith(names: string[], loaded = new Set<string>()): Set<string> {
  for (const name of names) {
    const chunk = findChunk(name)
    if (!chunk || loaded.has(name)) continue
    loaded.add(name)
    loadedWith(chunk.imports, loaded)
  }
  return loaded
}

function chunkOf(module: string): string[] {
  return files.flatMap((chunk) =>
    chunk.type === 'chunk' && chunk.moduleIds.some((id) => id.endsWith(module))
      ? [chunk.fileName]
      : [],
  )
}

test.each(['en', 'de'])('every screen is there within the budget, in %s', (language) => {
  expect(entries().length).toBeGreaterThan(0)
  const costs = routes.map((route) => {
    const screen = [...framesOf(route), route].flatMap((file) => chunkOf(`/routes/${file}`))
    const sentences = ['', `${groupOf(route)}/`].map(
      (folder) => `/messages/${folder}${language}.ts`,
    )
    expect(sentences.flatMap(chunkOf)).toHaveLength(2)
    const scripts = loadedWith([...entries(), ...sentences.flatMap(chunkOf), ...screen])
    const bytes = [...scripts].map((name) => gzipSync(findChunk(name)?.code ?? '', { level: 9 }))
    return { route, bytes: bytes.reduce((sum, { length }) => sum + length, 0) }
  })
  expect(costs.length).toBeGreaterThan(20)
  expect(costs.filter(({ bytes }) => bytes > BUDGET)).toEqual([])
  // What forms are checked by, dialogs and news come when they are needed.
  const first = loadedWith([
    ...entries(),
    ...routes.flatMap((route) => chunkOf(`/routes/${route}`)),
  ])
  for (const later of ['/zod/v4/core/schemas.js', '/ui/Dialog.tsx', '/ui/Toaster.tsx']) {
    for (const chunk of chunkOf(later)) expect([...first]).not.toContain(chunk)
  }
})

test.each([
  ['members', 'MemberFrame', 'Home'],
  ['strangers', 'StrangerFrame', 'Welcome', 'LogIn'],
])(
  'the page asks at once for all that %s begin with: %s, %s and what follows',
  (group, ...modules) => {
    const page = files.find(({ fileName }) => fileName === 'index.html')
    const html = page?.type === 'asset' ? String(page.source) : ''
    const [, list = '{}'] = /name="first-parts" content="([^"]+)"/.exec(html) ?? []
    const parts = JSON.parse(list.replaceAll('&quot;', '"'))
    const asked = [...entries().map((name) => `/${name}`), ...parts[group]]
    const screen = modules.flatMap((name) => chunkOf(`/routes/${name}.tsx`))
    expect(screen.length).toBeGreaterThan(0)
    for (const name of loadedWith(screen)) expect(asked).toContain(`/${name}`)
    for (const language of ['en', 'de']) {
      expect(parts[language].common).toEqual(
        chunkOf(`/messages/${language}.ts`).map((name) => `/${name}`),
      )
      expect(parts[language][group]).toEqual(
        chunkOf(`/messages/${group}/${language}.ts`).map((name) => `/${name}`),
      )
      // Six requests at once, one of them for the frame, and nothing waits in line.
      expect(
        [...parts[language].common, ...parts[language][group], ...parts[group]].length,
      ).toBeLessThan(6)
    }
  },
)
