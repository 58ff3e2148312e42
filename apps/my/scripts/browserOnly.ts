// Keeps server code out of browsers: what would bring it there fails the build.
import { isBuiltin } from 'node:module'
import { join, resolve } from 'node:path'
import { normalizePath, type Plugin } from 'vite'

const repository = normalizePath(join(import.meta.dirname, '../../..'))
const FOR_BROWSERS =
  /^(?:apps\/my|packages\/(?:schemas|shared)\/src|node_modules)\/|\/node_modules\//

/** Types may come from the server's packages, since nothing is left of them; values may not, nor may Node's modules. */
export function browserOnly(): Plugin {
  return {
    name: 'browser-only',
    // A developer's server hands out no other files in the first place (`server.fs` in vite.config.ts).
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      if (isBuiltin(source)) this.error(`${importer} imports ${source}, which no browser has.`)
      if (/^@delete\/(?:api|db)(?:\/|$)/.test(source)) this.error(refusalOf(source))
    },
    load(id) {
      if (!isForBrowsers(id)) this.error(refusalOf(id))
    },
    // What is referred to as a file, `new URL('...', import.meta.url)`, is never loaded as a module.
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        const sources = file.type === 'asset' ? file.originalFileNames : []
        const stranger = sources.find(
          (name) => !isForBrowsers(resolve(import.meta.dirname, '..', name)),
        )
        if (stranger) this.error(refusalOf(stranger))
      }
    },
  }
}

/** Files of the repository only: ids that other plugins make up are theirs to answer for. */
function isForBrowsers(id: string): boolean {
  const path = normalizePath(id).replace(/[?#].*$/s, '')
  return !path.startsWith(`${repository}/`) || FOR_BROWSERS.test(path.slice(repository.length + 1))
}

function refusalOf(module: string): string {
  return `${module} is server code: import its types only, with "import type".`
}
