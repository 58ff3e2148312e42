// The layout of the repository as a check: what a file may be called, hold and import.
import { posix } from 'node:path'
import { type Import, readSources, type Source } from './sources.ts'

const MAX_LINES = 300
const PACKAGES = ['schemas', 'db', 'api', 'shared', 'my']
const FEATURES = [
  'health',
  'auth',
  'users',
  'profile',
  'photos',
  'questionnaire',
  'safety',
  'embeddings',
  'discovery',
  'likes',
  'messaging',
  'leaving',
  'admin',
]

const BANNED_NAME = /^(?:apps|packages)\/.*\/(?:index|utils|helpers|types|common|misc)\.tsx?$/
const FEATURE_FILE = /^(?!(?:router|service|queries|jobs)\.test\.)[a-z][a-zA-Z0-9]*(?:\.test)?\.ts$/
const ENV_READERS = ['apps/api/src/kernel/env.ts', 'apps/api/src/main.ts']
const BROWSER = ['apps/my/src/storage.ts', 'apps/my/src/tabs.ts']
const CLOCK = 'apps/api/src/kernel/clock.ts'

/** What each role may not load from any feature, its own included. */
const ROLES: Record<string, { never: RegExp; rule: string }> = {
  'router.ts': { never: /^(?!service\.ts$)/, rule: 'let the router call its service only' },
  'service.ts': { never: /^router\.ts$/, rule: 'let the router call the service, never back' },
  'queries.ts': {
    never: /^(?:router|service|jobs)\.ts$/,
    rule: 'let the service or the job call the queries, never back',
  },
  'jobs.ts': { never: /^router\.ts$/, rule: 'let the job call its service, never the door' },
  'rules.ts': {
    never: /^(?:router|service|queries|jobs)\.ts$/,
    rule: 'hand rules what they judge as arguments',
  },
}

const TOOL = {
  never: /^(?:router|service|queries|jobs)\.ts$/,
  rule: 'a tool touches neither database nor tRPC, so hand in what it needs',
}

/** One sentence per fault, each naming the file and what to do; none when the layout holds. */
export function checkLayout(root: string): string[] {
  const sources = readSources(root)
  const faults = sources.flatMap((source) => [
    ...checkFile(source),
    ...source.imports.map((imported) => checkImport(source, imported)),
  ])
  return [...new Set(faults), ...findCycles(sources)].filter((fault) => fault !== undefined)
}

function* checkFile({
  path,
  lines,
  readsEnv,
  readsTime,
  touchesBrowser,
}: Source): Generator<string> {
  if (lines > MAX_LINES) {
    yield `${path} has ${lines} lines, more than ${MAX_LINES}: split it by noun into a sub-folder.`
  }

  const feature = featureOf(path)
  if (feature !== undefined && !FEATURES.includes(feature)) {
    yield `${path} is in no known feature: move it, or list ${feature} in scripts/layout.ts.`
  }
  if (BANNED_NAME.test(path) && path !== 'packages/shared/src/index.ts') {
    yield `${path} has a name that says nothing: name it after the noun it holds.`
  } else if (feature !== undefined && !FEATURE_FILE.test(posix.basename(path))) {
    yield `${path} is named neither as a role nor as one noun in camelCase: rename it.`
  }

  if (isTest(path)) return
  const isPackageSource = /^(?:apps|packages)\/[^/]+\/src\//.test(path)
  if (isPackageSource && readsEnv && !ENV_READERS.includes(path)) {
    yield `${path} reads process.env: read it in ${ENV_READERS[0]} and hand the value in.`
  }
  if (packageOf(path) === 'api' && isPackageSource && readsTime && path !== CLOCK) {
    yield `${path} reads the time: take it from the clock that is handed in.`
  }
  if (packageOf(path) === 'my' && isPackageSource && touchesBrowser && !BROWSER.includes(path)) {
    yield `${path} touches what all tabs of a browser share: leave that to ${BROWSER.join(' and ')}.`
  }
}

function checkImport({ path }: Source, imported: Import): string | undefined {
  const { specifier, target, typeOnly } = imported
  const from = packageOf(path)
  const to = packageOf(target)
  if (specifier.startsWith('.')) {
    if (from === to) return isTest(path) ? undefined : checkFeatureImport(path, imported)
    return `${path} imports ${specifier}, outside its package: import the other package by name.`
  }
  if (from === undefined || to === undefined) return undefined
  if (specifier === '@delete/api/testing') {
    return isTest(path) ? undefined : `${path} imports ${specifier}: leave that to tests.`
  }
  if (!PACKAGES.slice(0, Math.max(0, PACKAGES.indexOf(from))).includes(to)) {
    const order = PACKAGES.join(', ')
    return `${path} imports ${specifier}: import only what stands before ${from} in ${order}.`
  }
  if (to === 'db' ? from === 'shared' || from === 'my' : to === 'api' && from === 'my') {
    return `${path} imports ${specifier}: a browser has neither, so import schemas or shared.`
  }
  if (to === 'api' && !typeOnly) return `${path} loads ${specifier}: use \`import type\`.`
  return undefined
}

function checkFeatureImport(path: string, { target, typeOnly }: Import): string | undefined {
  const from = featureOf(path)
  const to = featureOf(target)
  if (to === undefined) return undefined
  if (path.startsWith('apps/api/src/kernel/')) {
    return `${path} imports ${target}: the kernel knows no feature, so hand in what it needs.`
  }
  if (from === undefined) return undefined
  if (FEATURES.indexOf(to) > FEATURES.indexOf(from)) {
    return `${path} imports ${target}: ${to} stands after ${from}, so send it a job instead.`
  }
  const role = posix.basename(target)
  if (from !== to && role !== 'service.ts') {
    return `${path} imports ${target}: import only service.ts of another feature.`
  }
  const own = ROLES[posix.basename(path)] ?? TOOL
  if (typeOnly || !own.never.test(role)) return undefined
  return `${path} imports ${target}: ${own.rule}.`
}

function findCycles(sources: Source[]): string[] {
  const targets = new Map(sources.map((s) => [s.path, new Set(s.imports.map((i) => i.target))]))
  const seen = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const chain = [...trail.slice(start), path].join(' -> ')
      cycles.push(`${chain} is an import cycle: move what they share into a file of its own.`)
    }
    if (seen.has(path)) return
    seen.add(path)
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
  }
  for (const { path } of sources) visit(path, [])
  return cycles
}

function packageOf(path: string): string | undefined {
  return /^(?:apps|packages)\/([^/]+)\//.exec(path)?.[1]
}

function featureOf(path: string): string | undefined {
  return /^apps\/api\/src\/features\/([^/]+)/.exec(path)?.[1]
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$|(?:^|\/)test\//.test(path)
}
