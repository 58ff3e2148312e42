// The request that is being answered: its id, in every error and every log line at both doors, and the line it leaves.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

interface Notes {
  requestId: string
  /** The pattern that answered, never the path as it was sent: that may hold anything. */
  route?: string
  userId?: string
}

/** What the log says of a request. */
export interface RequestLine extends Notes {
  msg: string
  method: string
  status: number
  /** From its headers to the end of its answer, in milliseconds. */
  ms: number
  /** Set when the caller left before that end. */
  isAborted?: true
}

const requests = new AsyncLocalStorage<Notes>()

/** No status was sent; nginx writes this one for it, and nobody else uses it. */
const LEFT_BY_CALLER = 499

/** The id of the request in hand; empty outside of one. */
export function requestId(): string {
  return requests.getStore()?.requestId ?? ''
}

/** Says for the log which pattern or procedure answers the request in hand, or who calls. */
export function note(notes: Omit<Notes, 'requestId'>): void {
  Object.assign(requests.getStore() ?? {}, notes)
}

/**
 * Gives each request an id, the caller's own `X-Request-Id` if that is a plain word (no address or token has that form), and answers with it;
 * logs one line when the request is over, `isAborted` when its caller left before that.
 */
export function trackRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const { 'x-request-id': given } = req.headers
    const id = typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
    res.setHeader('X-Request-Id', id)
    const { method } = req
    const notes: Notes = { requestId: id }
    const startedAt = performance.now()
    res.on('close', () => {
      notes.route ??= req.route?.path
      const line: Omit<RequestLine, 'msg'> = {
        ...notes,
        method,
        status: res.headersSent || res.statusCode >= 400 ? res.statusCode : LEFT_BY_CALLER,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
        ...(!res.writableFinished && { isAborted: true }),
      }
      log.info(line, 'request')
    })
    requests.run(notes, next)
  }
}
