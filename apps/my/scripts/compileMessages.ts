// Compiles the sentences of each language at build time, so that no browser has to load and run a parser for them.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import compile from 'icu-minify/compile'
import { normalizePath, type Plugin } from 'vite'

const folder = normalizePath(join(import.meta.dirname, '../src/messages'))

export interface Sentences {
  [key: string]: string | Sentences
}

/** @throws where a sentence is no ICU message */
export function compileMessages(): Plugin {
  return {
    name: 'compile-messages',
    enforce: 'pre',
    // What formats compiled sentences, in place of what parses them first.
    config: () => ({
      resolve: { alias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
    }),
    async load(id) {
      const file = normalizePath(id)
      if (!file.startsWith(`${folder}/`)) return undefined
      const sentences = await readSentences(file.slice(folder.length + 1))
      return `export const messages = ${JSON.stringify(compileAll(sentences))}`
    },
  }
}

/** Of a file of src/messages; anew each time, since in a developer's server they change. */
export async function readSentences(file: string): Promise<Sentences> {
  const url = `${pathToFileURL(`${folder}/${file}`).href}?at=${String(performance.now())}`
  const { messages } = (await import(url)) as { messages: Sentences }
  return messages
}

function compileAll(sentences: Sentences): object {
  return Object.fromEntries(
    Object.entries(sentences).map(([key, value]) => [
      key,
      typeof value === 'string' ? compile(value) : compileAll(value),
    ]),
  )
}
