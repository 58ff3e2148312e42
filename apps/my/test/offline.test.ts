// What the build makes for when there is no network: the page, the worker that keeps it, and what it takes to install the app.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { beforeAll, expect, test, vi } from 'vitest'
import { messages as german } from '../src/messages/de.ts'
import { messages as english } from '../src/messages/en.ts'

const app = join(import.meta.dirname, '..')

beforeAll(() => {
  vi.stubEnv('NODE_ENV', 'production')
})

/** Builds the app in memory, with `added` at the end of the offline page's script. */
async function buildApp(added = ''): Promise<Map<string, string>> {
  const adding = {
    name: 'adding',
    transform: (code: string, id: string) =>
      id === join(app, 'offline/page.ts') ? code + added : undefined,
  }
  const built = await build({
    configFile: join(app, 'vite.config.ts'),
    logLevel: 'silent',
    plugins: [adding],
    build: { write: false },
  })
  const files = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  return new Map(
    files.map((file) => [file.fileName, file.type === 'chunk' ? file.code : String(file.source)]),
  )
}

const KEPT = /^const KEPT=(\{.*?\});/

function readKept(files: Map<string, string>): { name: string; files: string[] } {
  return JSON.parse(KEPT.exec(files.get('sw.js') ?? '')?.[1] ?? '')
}

test('the worker is one script, and keeps what the page names and nothing of the app', async () => {
  const files = await buildApp()
  expect(files.get('sw.js')).not.toMatch(/\b(?:import|export)\b/)
  const page = files.get('offline.html') ?? ''
  const { files: kept } = readKept(files)
  expect(kept.toSorted()).toEqual([
    expect.stringMatching(/^\/assets\/instrument-sans-latin-wght-normal-.{8}\.woff2$/),
    expect.stringMatching(/^\/assets\/offline-.{8}\.js$/),
    expect.stringMatching(/^\/assets\/theme-.{8}\.css$/),
    expect.stringMatching(/^\/assets\/young-serif-latin-400-normal-.{8}\.woff2$/),
    '/early.js',
    '/favicon.svg',
    '/offline.html',
  ])
  for (const file of kept.filter((path) => path !== '/offline.html')) expect(page).toContain(file)
  const script = kept.find((path) => path.endsWith('.js') && path !== '/early.js') ?? ''
  expect(files.get(script.slice(1))).not.toMatch(/\bimport\b/)
})

test('the page is in every language, under the policy of the app', async () => {
  const page = (await buildApp()).get('offline.html') ?? ''
  expect(page).toContain('default-src &#39;none&#39;; script-src &#39;self&#39;; style-src')
  expect(page).not.toMatch(/<style|<script(?! (?:type="module" crossorigin )?src="\/)|style=|\{/)
  const pages = page.split('<main ').slice(1)
  expect(pages.map((main) => main.slice(0, 9))).toEqual(['lang="en"', 'lang="de"'])
  for (const [at, { offline, common }] of [english, german].entries()) {
    for (const sentence of [offline.title, offline.text, common.tryAgain]) {
      expect(pages[at]).toContain(sentence)
    }
  }
})

test('what is kept has another name once any of it is another', async () => {
  const [first, same, other] = [
    await buildApp(),
    await buildApp(),
    await buildApp('\nvoid 0;onblur=null'),
  ]
  expect(readKept(same).name).toBe(readKept(first).name)
  expect(readKept(other).name).not.toBe(readKept(first).name)
})

test('the icons of the manifest are as large as it says', () => {
  const read = (file: string): Buffer => readFileSync(join(app, 'public', file))
  const { icons } = JSON.parse(String(read('manifest.webmanifest'))) as {
    icons: { src: string; sizes: string; type: string; purpose?: string }[]
  }
  const pictures = icons.filter(({ type }) => type === 'image/png')
  expect(pictures.map(({ sizes, purpose }) => [sizes, purpose])).toEqual([
    ['192x192', undefined],
    ['512x512', undefined],
    ['512x512', 'maskable'],
  ])
  for (const { src, sizes } of pictures) {
    const png = read(src)
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes)
  }
})
