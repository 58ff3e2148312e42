// What a failed query means for the service: told here, so that no feature reads a driver's error codes.
import { Prisma } from './generated/client.ts'

/** Whether a write was refused because the named unique constraint already has that value. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002')
    return false
  const cause = error.meta?.driverAdapterError
  return cause instanceof Error && JSON.stringify(cause.cause).includes(`"${constraint}"`)
}

/** Whether an error says that the database cannot be reached or is out of room at this moment, so that a later try may succeed. */
export function isUnavailable(error: unknown): boolean {
  for (
    let cause = error;
    cause instanceof Object;
    cause = 'cause' in cause ? cause.cause : undefined
  ) {
    const { code, originalCode, kind, message } = cause as Record<string, unknown>
    if (
      [code, originalCode, kind].some((mark) => typeof mark === 'string' && UNAVAILABLE.test(mark))
    )
      return true
    if (typeof message === 'string' && POOL_EXHAUSTED.test(message)) return true
  }
  return false
}

// Node's network errors, Prisma's codes, and PostgreSQL's classes 08 (connection), 53 (resources) and 57P (shut down).
const UNAVAILABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|P1001|P1002|P1008|P1017|P2024|P2028|P2037|08\w{3}|53\w{3}|57P\d\d|57014|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/

// What pg and its pool say, without a code, of a connection that they could not get or keep.
const POOL_EXHAUSTED = /^(timeout exceeded when trying to connect|Connection terminated)/
