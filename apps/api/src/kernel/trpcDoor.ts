// The tRPC door: tRPC's own Express adapter, behind the checks that it leaves to others.
import type { AnyTRPCRouter } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { readBody } from './body.ts'
import type { CreateContext } from './context.ts'
import { refuse, toRefusal } from './errors.ts'
import { MAX_BATCH_CALLS } from './limits.ts'
import { logFailure } from './log.ts'
import { refuseMethod } from './methods.ts'
import { note } from './request.ts'

/** Serves `router` to tRPC's clients. */
export function createTrpcDoor(
  router: AnyTRPCRouter,
  createContext: CreateContext,
  log: Logger,
): RequestHandler {
  const handle = createExpressMiddleware({
    router,
    middleware: setBody,
    createContext: ({ req, res }) => createContext(req, res),
    maxBatchSize: MAX_BATCH_CALLS,
    responseMeta: ({ info, type, errors }) => {
      const headers = new Headers(joinHeaders(errors.map((error) => toRefusal(error).headers)))
      // tRPC replaces what cors has set, gives no type to the refusal of a whole request, and knows no HEAD.
      headers.append('Vary', 'Origin')
      if (!info) headers.set('Content-Type', 'application/json')
      if (errors.some(({ code }) => code === 'METHOD_NOT_SUPPORTED')) {
        headers.append('Allow', type === 'query' ? 'HEAD, OPTIONS' : 'OPTIONS')
      }
      return { headers }
    },
    onError: ({ error }) => logFailure(log, toRefusal(error)),
  })
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'POST') {
      return refuseMethod(req, res, 'GET, HEAD, POST, OPTIONS')
    }
    // A stream sends its headers before its calls are made, which have some to set.
    const accept = req.get('trpc-accept') ?? req.get('accept') ?? ''
    if (accept.includes('application/jsonl')) refuse('request.not_streamed')
    // tRPC builds a URL of these two, and fails on what is not one; nothing reads the host.
    req.headers.host = 'localhost'
    if (/^\/[\\/]/.test(req.url)) refuse('request.not_found')
    note({ route: `${req.baseUrl}/${describeCalls(router, req.path)}` })
    // The type of a body that a GET does not have would choose how tRPC reads it.
    if (req.method === 'GET') delete req.headers['content-type']
    handle(req, res, next)
  }
}

/** Of several refusals in one answer: the longest wait. */
function joinHeaders(list: Record<string, string>[]): Record<string, string> {
  const waits = list.flatMap(({ 'Retry-After': wait }) =>
    wait === undefined ? [] : [Number(wait)],
  )
  return {
    ...Object.assign({}, ...list),
    ...(waits.length > 0 && { 'Retry-After': String(Math.max(...waits)) }),
  }
}

/** The procedures of a request, each once; a name that is none of ours may hold anything, and stands as `*`. */
function describeCalls(router: AnyTRPCRouter, path: string): string {
  const names = path.slice(1).split(',', MAX_BATCH_CALLS)
  const known = names.map((name) => (Object.hasOwn(router._def.procedures, name) ? name : '*'))
  return [...new Set(known)].join(',')
}

/** tRPC's adapter takes a text that it finds in `req.body` for the body. */
const setBody: RequestHandler = (req, _res, next) => {
  if (req.method === 'GET') return next()
  readBody(req).then((text) => {
    req.body = text
    next()
  }, next)
}
