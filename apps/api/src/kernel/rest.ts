// The REST door: an Express handler that calls the procedures themselves, by the metadata of trpc-to-openapi.
import type { Rest } from '@delete/schemas/contract'
import type { AnyTRPCRouter } from '@trpc/server'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { z } from 'zod'
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

/** A route, with what its input may be read from. */
interface Operation extends Route {
  fields: Record<string, z.ZodType>
  hasFields: boolean
}

interface Path {
  /** As in the document: `/v1/users/{id}`. */
  pattern: string
  segments: string[]
  hasParameters: boolean
  /** What is done at this path, by method. */
  operations: Map<string, Operation>
  allow: string
}

/** Serves every procedure of `router` at its path; `sendProblem` answers the calls that fail. */
export function createRestDoor(
  router: AnyTRPCRouter,
  createContext: CreateContext,
  sendProblem: ErrorRequestHandler,
): RequestHandler {
  const paths = groupByPath(findRoutes(router))
  const fixed = new Map(paths.map((path) => [path.pattern, path]))
  const open = paths.filter(({ hasParameters }) => hasParameters)

  return (req, res, next) => {
    const path = fixed.get(req.path) ?? open.find(({ segments }) => matches(segments, req.path))
    if (!path) return next()
    note({ route: path.pattern })
    const operation = path.operations.get(req.method)
    if (!operation) return refuseMethod(req, res, path.allow)
    if (!takesJson(req)) refuse('request.not_acceptable')
    const fail = (error: unknown): void => void sendProblem(error, req, res, next)
    answer(path, operation, createContext(req, res), req, res, fail).catch(fail)
  }
}

async function answer(
  path: Path,
  operation: Operation,
  ctx: Context,
  req: Request,
  res: Response,
  fail: (error: Error) => void,
): Promise<void> {
  const { name, procedure, rest } = operation
  const body = req.method === 'GET' ? undefined : await readBody(req)
  const getRawInput = async (): Promise<unknown> => readInput(path, operation, req, body)
  const result = await callProcedure({ path: name, procedure, ctx, getRawInput, batchIndex: 0 })
  if (result.ok) send(req, res, rest, result.data)
  else fail(result.error)
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
  { segments, hasParameters }: Path,
  { fields, hasFields }: Operation,
  req: Request,
  text: string | undefined,
): unknown {
  const fromPath = hasParameters ? readStrings(fields, readParameters(segments, req.path)) : {}
  if (req.method === 'GET') {
    if (!hasFields) return undefined
    const query = new URL(req.url, 'http://localhost').searchParams
    return { ...readStrings(fields, query), ...fromPath }
  }
  const body = text === undefined ? undefined : parseJson(text)
  if (!hasParameters) return body
  return body === undefined || isObject(body) ? { ...body, ...fromPath } : body
}

function readParameters(pattern: string[], pathname: string): URLSearchParams {
  const texts = pathname.split('/')
  const pairs = pattern.flatMap((part, index): [string, string][] =>
    isParameter(part) ? [[part.slice(1, -1), decodePath(texts[index] ?? '')]] : [],
  )
  return new URLSearchParams(pairs)
}

function groupByPath(routes: Route[]): Path[] {
  return [...Map.groupBy(routes, ({ path }) => path)].map(([pattern, group]) => {
    const methods = group.flatMap(({ rest: { method } }) =>
      method === 'GET' ? ['GET', 'HEAD'] : [method],
    )
    const segments = pattern.split('/')
    return {
      pattern,
      segments,
      hasParameters: segments.some(isParameter),
      operations: new Map(group.map((route) => [route.rest.method, toOperation(route)])),
      allow: [...methods, 'OPTIONS'].join(', '),
    }
  })
}

function toOperation(route: Route): Operation {
  const fields = shapeOf(route.input)
  return { ...route, fields, hasFields: Object.keys(fields).length > 0 }
}

function matches(pattern: string[], pathname: string): boolean {
  const segments = pathname.split('/')
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
