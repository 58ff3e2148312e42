// What a failed query means for the service: told here, so that no feature reads a driver's error codes.
import { Prisma } from './generated/client.ts'

/** Whether a write was refused because the named unique constraint already has that value. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002')
    return false
  const cause = error.meta?.driverAdapterError
  return cause instanceof Error && JSON.stringify(cause.cause).includes(`"${constraint}"`)
}

/** Whether an error says that the database cannot be reached, is out of room or too slow at this moment, so that a later try may succeed. */
export function isUnavailable(error: unknown): boolean {
  for (let cause = error; cause instanceof Object; cause = causeOf(cause)) {
    const { code, originalCode, kind, message } = cause as Record<string, unknown>
    const marks = [code, originalCode, kind].filter((mark) => typeof mark === 'string')
    if (marks.some((mark) => MARKS.some((pattern) => pattern.test(mark)))) return true
    if (typeof message === 'string' && MESSAGE.test(message)) return true
  }
  return false
}

/** Prisma keeps what its adapter has said in `meta`. */
function causeOf(error: { cause?: unknown; meta?: { driverAdapterError?: unknown } }): unknown {
  return error.cause ?? error.meta?.driverAdapterError
}

/** What the innermost cause says: Prisma wraps it into three lines of its own. */
export function describeCause(error: unknown): string {
  const cause = error instanceof Object ? causeOf(error) : undefined
  if (cause instanceof Error) return describeCause(cause)
  return error instanceof Error ? error.message.trim() : String(error)
}

const MARKS = [
  // Node's network errors.
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL)$/,
  // PostgreSQL: connection, access and no such database (while one is moved), read-only (a standby), a
  // transaction that was left idle for too long, a conflict or
  // deadlock with another transaction, resources, a lock or statement that took too long, shutting down, a named statement
  // that the connection has lost: the next one has it.
  /^(08\w{3}|28\w{3}|3D000|25006|25P03|26000|40001|40P01|53\w{3}|55P03|57014|57P\d\d)$/,
  // Prisma, and its adapter, of the same.
  /^(P1000|P1001|P1002|P1003|P1008|P1010|P1017|P2024|P2028|P2034|P2037)$/,
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionWriteConflict|DatabaseDoesNotExist|DatabaseAccessDenied|AuthenticationFailed)$/,
]

// What pg, its pool and PostgreSQL say, without a code of its own, of a connection that could not be had or kept.
const MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|permission denied for database|cached plan must not change result type)|is not currently accepting connections$/
