// Log lines: JSON in production, for people elsewhere. No line carries a body, a token or an address.
import { type Logger, type LoggerOptions, pino } from 'pino'
import type { Env } from './env.ts'
import type { Refusal } from './errors.ts'
import { requestId } from './request.ts'

/** What every logger of ours has in common. */
export const logOptions: LoggerOptions = { base: null, serializers: { err: describeError } }

/** A logger on standard output; written synchronously, so that a line is out before the process can end. */
export async function createLog({
  isProduction,
  logLevel,
}: Pick<Env, 'isProduction' | 'logLevel'>): Promise<Logger> {
  const options = { ...logOptions, level: logLevel }
  if (isProduction) return pino(options)
  const { default: pretty } = await import('pino-pretty')
  return pino(options, pretty({ sync: true, translateTime: 'SYS:HH:MM:ss' }))
}

/** Writes down a failure that is ours: with its cause and stack, once, under the request's id. */
export function logFailure(log: Logger, { reason, cause, message }: Refusal): void {
  if (reason === 'internal') log.error({ err: cause, requestId: requestId() }, message)
  if (reason === 'service.unavailable') {
    log.warn({ reason: cause?.message, requestId: requestId() }, message)
  }
}

/** Where an error comes from. Its other properties stay out: a driver puts rows into them. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  return { type: name, message, stack, ...(cause !== undefined && { cause: describeError(cause) }) }
}
