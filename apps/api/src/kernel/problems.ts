// The end of the line for whatever is not answered: a problem document, at every path but tRPC's.
import { randomUUID } from 'node:crypto'
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '@delete/schemas/errors'
import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Deps } from './deps.ts'
import { sendText } from './answer.ts'
import { Refusal, toProblem, toRefusal } from './errors.ts'
import { logFailure } from './log.ts'
import { safeHeaders } from './safeHeaders.ts'

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** How long a caller is given to read the last answer on a connection, in milliseconds. */
const LAST_WORDS_MS = 500

/** For paths that nothing serves. */
export const refuseUnknownPath: RequestHandler = () => {
  throw new Refusal('request.not_found')
}

/** Answers a failure as `application/problem+json`. */
export function sendProblems({ env, log }: Pick<Deps, 'env' | 'log'>): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const refusal = toRefusal(error)
    logFailure(log, refusal)
    if (res.headersSent) return next(error)
    res.statusCode = refusal.status
    for (const [name, value] of Object.entries(refusal.headers)) res.setHeader(name, value)
    sendText(res, PROBLEM_TYPE, JSON.stringify(toProblem(refusal, env.publicUrl)))
  }
}

/**
 * Answers on the bare connection, and ends it: for what could not be read as a request, or not in time.
 * @param res what the request in hand would have been answered with, if there is one; its line in the log then says this
 */
export function writeProblem(
  { env, log }: Pick<Deps, 'env' | 'log'>,
  socket: Duplex,
  reason: ErrorCode,
  res?: ServerResponse,
): void {
  const refusal = new Refusal(reason)
  const { status } = refusal
  const requestId = String(res?.getHeader('X-Request-Id') ?? randomUUID())
  if (res) res.statusCode = status
  else log.info({ reason, requestId }, 'A request was cut off.')
  const body = JSON.stringify(toProblem(refusal, env.publicUrl, requestId))
  const headers = {
    ...refusal.headers,
    'Content-Type': PROBLEM_TYPE,
    'Content-Length': Buffer.byteLength(body),
    ...safeHeaders(env),
    'X-Request-Id': requestId,
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  // What still comes is thrown away: a connection that is cut with something unread takes the answer with it.
  socket.resume()
  const end = setTimeout(() => socket.destroy(), LAST_WORDS_MS)
  socket.once('close', () => clearTimeout(end))
}
