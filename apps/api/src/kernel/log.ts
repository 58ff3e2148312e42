// Log lines: JSON in production, for people elsewhere. No line carries a body, a token, an address or a path as it was sent.
import { describeCause } from '@delete/db/errors'
import { destination, type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino'
import type { Env } from './env.ts'
import type { Refusal } from './errors.ts'
import { type RequestLine, requestId } from './request.ts'

/** What every logger of ours has in common. */
export const logOptions: LoggerOptions = { base: null, serializers: { err: describeError } }

/** A logger on standard output. A line is out by the end of its turn of the event loop, and before the process can end. */
export async function createLog({
  isProduction,
  logLevel,
}: Pick<Env, 'isProduction' | 'logLevel'>): Promise<Logger> {
  const options = { ...logOptions, level: logLevel }
  if (isProduction) return pino(options, writeByTurn())
  const { default: pretty } = await import('pino-pretty')
  const ignore = 'requestId,userId,method,route,status,ms,isAborted'
  const translateTime = 'SYS:HH:MM:ss'
  return pino(options, pretty({ sync: true, translateTime, ignore, messageFormat: describeLine }))
}

/** The lines of one turn leave in one write, which is dearer than all else that the log does. */
function writeByTurn(): DestinationStream {
  const output = destination({ sync: true })
  let lines = ''
  const flush = (): void => {
    if (lines !== '') output.write(lines)
    lines = ''
  }
  process.once('exit', flush)
  return {
    write: (line) => {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }
}

/** `GET /v1/users/me 200 in 3.1 ms`, or what any other line says; behind it the request's id. */
function describeLine(line: Record<string, unknown>): string {
  const { msg, requestId, method, route, status, ms, isAborted } = line as Partial<RequestLine>
  const outcome = isAborted ? 'left by its caller after' : `${status} in`
  const text = method ? `${method} ${route ?? '(no such path)'} ${outcome} ${ms} ms` : `${msg}`
  return requestId ? `${text}  ${requestId}` : text
}

/** Writes down a failure that is ours: with its cause and stack, once, under the request's id. */
export function logFailure(log: Logger, { reason, cause, message }: Refusal): void {
  if (reason === 'internal') log.error({ err: cause, requestId: requestId() }, message)
  if (reason === 'service.unavailable') {
    log.warn({ reason: describeCause(cause), requestId: requestId() }, message)
  }
}

/** Where an error comes from. Its other properties stay out: a driver puts rows into them. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, cause } = error
  const message = maskAddresses(error.message)
  const stack = maskAddresses(error.stack ?? '')
  return { type: name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) }
}

/** PostgreSQL quotes in some messages what it was sent. */
export function maskAddresses(text: string): string {
  return text.replaceAll(/[^\s"'`(<]+@[^\s"'`)>]+/g, '(an address)')
}
