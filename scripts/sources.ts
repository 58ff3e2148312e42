// The TypeScript files of the repository: which of each other they import, and what they read of the machine.
import { globSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

export interface Import {
  /** As written: `./rules.ts`, `@delete/db/client`. */
  specifier: string
  /** The file it means, as a path from the root. */
  target: string
  typeOnly: boolean
}

export interface Source {
  /** From the root, with forward slashes. */
  path: string
  lines: number
  /** Imports of the repository's own files; packages from elsewhere are left out. */
  imports: Import[]
  /** Whether it reads `process.env`. */
  readsEnv: boolean
  /** Whether it asks what time it is: `Date.now()`, or `new Date()` without an argument. */
  readsTime: boolean
  /** Whether it names a refresh token, or what a browser keeps things in; locks show tabs each other's access tokens. */
  touchesBrowser: boolean
}

const FILES = ['*.{ts,tsx}', '{apps,packages,scripts,e2e,bench}/**/*.{ts,tsx}']
const SKIPPED = /^(?:node_modules|generated|dist)$/
/** Where the README lets its readers save the tour; git ignores it too. */
const TOUR = 'packages/shared/tour.ts'

const BROWSER_NAME =
  /^(?:refreshToken|localStorage|sessionStorage|indexedDB|cookieStore|cookie|locks)$/

const ENTRIES: Record<string, string> = {
  '@delete/api': 'apps/api/src/router.ts',
  '@delete/api/fuzz': 'apps/api/test/fuzz/fuzz.ts',
  '@delete/api/testing': 'apps/api/test/harness.ts',
  '@delete/shared': 'packages/shared/src/index.ts',
}

/** Every file people wrote, in the order of its path. */
export function readSources(root: string): Source[] {
  return globSync(FILES, { cwd: root, exclude: (path) => SKIPPED.test(basename(path)) })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== TOUR)
    .map((path) => readSource(root, path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

function readSource(root: string, path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const lines = text.replace(/\n$/, '').split('\n').length
  const source: Source = {
    path,
    lines,
    imports: [],
    readsEnv: false,
    readsTime: false,
    touchesBrowser: false,
  }
  // `import { type A }` is no type-only import: with verbatimModuleSyntax the file is still loaded.
  const add = (written: { value: unknown } | null, kind: 'type' | 'value' = 'value'): void => {
    const specifier = String(written?.value)
    const target = resolve(path, specifier)
    if (target) source.imports.push({ specifier, target, typeOnly: kind === 'type' })
  }
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => add(source, importKind),
    ExportNamedDeclaration: ({ source, exportKind }) => add(source, exportKind),
    ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind),
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source : null),
    MemberExpression: ({ object, property }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return
      source.readsEnv ||= object.name === 'process' && property.name === 'env'
      source.readsTime ||= object.name === 'Date' && property.name === 'now'
    },
    Identifier: ({ name }) => {
      source.touchesBrowser ||= BROWSER_NAME.test(name)
    },
    NewExpression: ({ callee, arguments: values }) => {
      source.readsTime ||=
        callee.type === 'Identifier' && callee.name === 'Date' && values.length === 0
    },
  }).visit(parseSync(path, text).program)
  return source
}

function resolve(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier)
  if (!specifier.startsWith('@delete/')) return undefined
  const [, name, file] = specifier.split('/')
  return ENTRIES[specifier] ?? `packages/${name}/src/${file}.ts`
}
