// The end of the line for whatever is not answered: a problem document, at every path but tRPC's.
import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Deps } from './deps.ts'
import { Refusal, toProblem, toRefusal } from './errors.ts'
import { logFailure } from './log.ts'

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
    res
      .status(refusal.status)
      .set(refusal.headers)
      .set('Content-Type', 'application/problem+json; charset=utf-8')
    res.end(JSON.stringify(toProblem(refusal, env.publicUrl)))
  }
}
