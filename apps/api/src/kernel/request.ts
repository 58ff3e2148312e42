// The id of the request that is being answered: in every error and every log line, at both doors.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'

const ids = new AsyncLocalStorage<string>()

/** The id of the request in hand; empty outside of one. */
export function requestId(): string {
  return ids.getStore() ?? ''
}

/** Gives each request an id, the caller's own `X-Request-Id` if that is a plain word, and answers with it. */
export const withRequestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id')
  const id = given !== undefined && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
  res.setHeader('X-Request-Id', id)
  ids.run(id, next)
}
