// The members' app as it was built: its files as they were at the start, and index.html for its addresses.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { StartError } from '@delete/db/startError'
import type { Request, RequestHandler } from 'express'
import { type Compressed, serveDocument } from './documents.ts'
import { note } from './request.ts'

/** What is below these is the api's, found or not. */
const OF_THE_API = /^\/(?:v1|trpc|docs|outbox)(?:\/|$)/i

/** An address of the app: a few plain words, none of them the name of a file. */
const ADDRESS = /^(?:\/[\w-]{1,64}){1,8}\/?$/

const INDEX = '/index.html'

const HEADERS = {
  // The rest of its policy is in index.html itself, where this one cannot be.
  'Content-Security-Policy': "frame-ancestors 'none'",
}

/** A file here has the hash of its content in its name. */
const HASHED = '/assets/'
const FOR_GOOD = { 'Cache-Control': 'public, max-age=31536000, immutable' }

const CODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/**
 * Serves the app in `folder`. Files are found by their names alone, so that no path leads to any other.
 * @throws {StartError} when there is no index.html
 */
export function serveBuiltApp(folder: string): RequestHandler {
  const files = readBuild(folder)
  return (req, res, next) => {
    if (OF_THE_API.test(req.path)) return next()
    const name = isNavigation(req) ? INDEX : req.path
    const serve = files.get(name)
    if (!serve) return next()
    note({ route: name })
    return serve(req, res, next)
  }
}

/** Whether a browser goes to a screen: it wants a page, and what fetches data or a script does not. */
function isNavigation(req: Request): boolean {
  if (req.path === '/') return true
  return req.method === 'GET' && ADDRESS.test(req.path) && req.accepts('json', 'html') === 'html'
}

/** What serves each file, by its path. */
function readBuild(folder: string): Map<string, RequestHandler> {
  if (!existsSync(join(folder, INDEX))) {
    throw new StartError(
      `The settings are not right:\n  SERVE_APP must be the folder of a built app, but ${folder} has no index.html; build the app first: pnpm build`,
    )
  }
  const contents = new Map(
    listFiles(folder).map((name) => [`/${encodeURI(name)}`, readFileSync(join(folder, name))]),
  )
  const files = new Map<string, RequestHandler>()
  for (const [path, content] of contents) {
    if (isCopy(path, contents)) continue
    const compressed = CODINGS.flatMap(([coding, ending]): Compressed[] => {
      const copy = contents.get(path + ending)
      return copy ? [{ coding, content: copy }] : []
    })
    const headers = path.startsWith(HASHED) ? { ...HEADERS, ...FOR_GOOD } : HEADERS
    files.set(
      path,
      serveDocument({ type: extname(path), make: () => content, compressed, headers }),
    )
  }
  return files
}

/** Files alone, so no link leads out of the folder; and none that is hidden. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .filter((name) => !/(?:^|\/)\./.test(name))
}

/** Whether it is another file's compressed form. */
function isCopy(path: string, contents: Map<string, Buffer>): boolean {
  return CODINGS.some(
    ([, ending]) => path.endsWith(ending) && contents.has(path.slice(0, -ending.length)),
  )
}
