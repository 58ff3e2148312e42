// Keeps server code out of browsers: what would bring it there fails the build, and the page of a developer.
import { isBuiltin } from 'node:module'
import { join, sep } from 'node:path'
import type { Plugin } from 'vite'

const repository = join(import.meta.dirname, '../../..')
const SERVER = ['apps/api', 'packages/db'].map((folder) => join(repository, folder) + sep)

/** Types may come from the server's packages, since nothing is left of them; values may not, nor may Node's modules. */
export function browserOnly(): Plugin {
  return {
    name: 'browser-only',
    enforce: 'pre',
    resolveId(source, importer) {
      if (isBuiltin(source)) this.error(`${importer} imports ${source}, which no browser has.`)
      if (/^@delete\/(?:api|db)(?:\/|$)/.test(source)) this.error(refusalOf(source))
    },
    load(id) {
      if (SERVER.some((folder) => id.startsWith(folder))) this.error(refusalOf(id))
    },
  }
}

function refusalOf(module: string): string {
  return `${module} is server code: import its types only, with "import type".`
}
