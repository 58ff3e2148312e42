// The REST door: an Express handler that calls the procedures themselves, by the metadata of trpc-to-openapi.
import type { Rest } from '@delete/schemas/contract'
import type { AnyTRPCRouter } from '@trpc/server'
import type { Request, RequestHandler, Response } from 'express'
import { sendText } from './answer.ts'
import { readBody } from './body.ts'
import { callProcedure } from './call.ts'
import type { Context, CreateContext } from './context.ts'
import { refuse } from './errors.ts'
import { etagOf, isNoneMatch } from './etags.ts'
import { refuseMethod } from './methods.ts'
import { decodePath, isObject, parseJson } from './reading.ts'
import { note } from './request.ts'
import { findRoutes, type Route } from './routes.ts'
import { readStrings, shapeOf } from './strings.ts'

interface Path {
  /** As in the document: `/v1/users/{id}`. */
  pattern: string
  segments: string[]
  /** The routes on this path, by their method. */
  routes: Map<string, Route>
  allow: string
}

/** Serves every procedure of `router` at its path. Failures go to `next`. */
export function createRestDoor(
  router: AnyTRPCRouter,
  createContext: CreateContext,
): RequestHandler {
  const paths = groupByPath(findRoutes(router))
  const fixed = new Map(
    paths
      .filter(({ segments }) => !segments.some(isParameter))
      .map((path) => [path.segments.join('/'), path]),
  )
  const open = paths.filter(({ segments }) => segments.some(isParameter))

  return (req, res, next) => {
    const pathname = `${req.baseUrl}${req.path}`
    const segments = pathname.split('/')
    const path =
      fixed.get(pathname) ?? open.find((candidate) => matches(candidate.segments, segments))
    if (!path) return next()
    note({ route: path.pattern })
    const route = path.routes.get(req.method)
    if (!route) return refuseMethod(req, res, path.allow)
    if (!takesJson(req)) refuse('request.not_acceptable')
    const params = pairParameters(path.segments, segments)
    answer(route, params, createContext(req, res), req, res).catch(next)
  }
}

async function answer(
  route: Route,
  params: [string, string][],
  ctx: Context,
  req: Request,
  res: Response,
): Promise<void> {
  const { name, procedure, rest } = route
  const body = req.method === 'GET' ? undefined : await readBody(req)
  const getRawInput = async (): Promise<unknown> => readInput(route, params, req, body)
  const output = await callProcedure({ path: name, procedure, ctx, getRawInput, batchIndex: 0 })
  send(req, res, rest, output)
}

function send(req: Request, res: Response, { status, takesIfMatch }: Rest, output: unknown): void {
  res.statusCode = status
  if (status === 204) {
    res.end()
    return
  }
  const body = JSON.stringify(output)
  if (req.method === 'GET' || takesIfMatch) {
    const etag = etagOf(body)
    res.setHeader('ETag', etag)
    const known = req.method === 'GET' ? req.headers['if-none-match'] : undefined
    if (known !== undefined && isNoneMatch(known, etag)) {
      res.statusCode = 304
      res.end()
      return
    }
  }
  sendText(res, 'application/json; charset=utf-8', body)
}

/** Only JSON is answered; the usual headers are known without being read. */
function takesJson(req: Request): boolean {
  const { accept } = req.headers
  if (accept === undefined || accept === '*/*' || accept === 'application/json') return true
  return req.accepts(JSON_TYPES) !== false
}

const JSON_TYPES = ['application/json', 'application/json; charset=utf-8']

/** The body, or the query of a GET, joined by the path's parameters, which win. */
function readInput(
  { input }: Route,
  params: [string, string][],
  req: Request,
  text: string | undefined,
): unknown {
  const fields = shapeOf(input)
  const decoded = params.map(([name, text]) => [name, decodePath(text)])
  const fromPath = readStrings(fields, new URLSearchParams(Object.fromEntries(decoded)))
  if (req.method === 'GET') {
    if (Object.keys(fields).length === 0) return undefined
    const query = new URL(req.url, 'http://localhost').searchParams
    return { ...readStrings(fields, query), ...fromPath }
  }
  const body = text === undefined ? undefined : parseJson(text)
  if (params.length === 0) return body
  return body === undefined || isObject(body) ? { ...body, ...fromPath } : body
}

/** The path's parameters by name, as they stand in the URL. */
function pairParameters(pattern: string[], segments: string[]): [string, string][] {
  return pattern.flatMap((part, index): [string, string][] =>
    isParameter(part) ? [[part.slice(1, -1), segments[index] ?? '']] : [],
  )
}

function groupByPath(routes: Route[]): Path[] {
  return [...Map.groupBy(routes, ({ path }) => path)].map(([path, group]) => {
    const methods = group.flatMap(({ rest: { method } }) =>
      method === 'GET' ? ['GET', 'HEAD'] : [method],
    )
    return {
      pattern: path,
      segments: path.split('/'),
      routes: new Map(group.map((route) => [route.rest.method, route])),
      allow: [...methods, 'OPTIONS'].join(', '),
    }
  })
}

function matches(pattern: string[], segments: string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every(
      (part, index) => part === segments[index] || (isParameter(part) && segments[index] !== ''),
    )
  )
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{')
}
