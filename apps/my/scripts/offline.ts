// Builds what is seen without a connection: the offline page in every language, and the service worker that keeps it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import { readSentences, type Sentences } from './compileMessages.ts'

const app = join(import.meta.dirname, '..')
const PAGE = 'offline.html'
const WORKER = 'sw.js'
/** The first is for whoever reads none of them. */
const LANGUAGES = ['en', 'de']

export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    config: () => ({
      build: { rollupOptions: { input: ['index.html', PAGE].map((file) => join(app, file)) } },
    }),
    buildStart() {
      this.emitFile({ type: 'chunk', id: join(app, 'offline/worker.ts'), fileName: WORKER })
    },
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { path }) => (path === `/${PAGE}` ? translate(html) : html),
    },
    generateBundle: {
      // The page is there only now, with the names of its files.
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle[WORKER]
        if (worker?.type !== 'chunk') return
        worker.code = `const KEPT=${JSON.stringify(findKept(bundle))};${worker.code}`
      },
    },
  }
}

/** Writes the `<main>` of the page once for each language; its script shows one of them. */
async function translate(html: string): Promise<string> {
  const all = await Promise.all(LANGUAGES.map((language) => readSentences(`${language}.ts`)))
  return html.replace(/<main.*<\/main>/s, (main) =>
    all.map((sentences, at) => fill(main, LANGUAGES[at], sentences)).join('\n'),
  )
}

/** @throws where there is no such sentence */
function fill(main: string, lang = '', sentences: Sentences): string {
  return main
    .replace('<main', `<main lang="${lang}"`)
    .replaceAll(/\{(\w+)\.(\w+)\}/g, (name, feature: string, key: string) => {
      const group = sentences[feature]
      const sentence = typeof group === 'object' ? group[key] : undefined
      if (typeof sentence !== 'string') throw new Error(`${PAGE}: ${lang} has no ${name}.`)
      return sentence
    })
}

/** The page and every file that it names. */
function findKept(bundle: Rolldown.OutputBundle): { name: string; files: string[] } {
  const named = [...read(PAGE, bundle).matchAll(/(?:href|src)="\/([^"]+)"/g)].map(
    ([, file = '']) => file,
  )
  const files = [...new Set([PAGE, ...named])]
  const hash = createHash('sha256')
  for (const file of files) hash.update(read(file, bundle))
  return {
    name: `offline-${hash.digest('hex').slice(0, 8)}`,
    files: files.map((file) => `/${file}`),
  }
}

/** A file of the build, or one that is taken over as it is. */
function read(file: string, bundle: Rolldown.OutputBundle): string {
  const output = bundle[file]
  if (output) return output.type === 'chunk' ? output.code : String(output.source)
  return readFileSync(join(app, 'public', file), 'utf8')
}
