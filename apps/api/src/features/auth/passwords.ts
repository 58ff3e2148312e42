// Passwords: hashed by bcrypt, a bounded number at a time, so that log-ins never starve the rest of the service.
import { createHmac } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { compare, hash } from 'bcrypt'
import pLimit from 'p-limit'
import { refuse } from '../../kernel/errors.ts'

/** Hashes that run at once in this process; each keeps a core busy for about 0.2 s at cost 12. */
const HASHES_IN_FLIGHT = availableParallelism()

/**
 * Places to wait in. A kind of work takes one while it waits in fewer than are free, so that a crowd that signs up leaves
 * some to those who log in: alone it gets half of them, whose last is served after about four seconds.
 */
const PLACES = 32 * HASHES_IN_FLIGHT

const limit = pLimit(HASHES_IN_FLIGHT)
const waiting = { hash: 0, verify: 0 }

/**
 * Hashes a password of any length for storage. `cost` is bcrypt's: each step doubles the work.
 * @throws {Refusal} `service.busy` when too many hashes wait already
 */
export function hashPassword(password: string, cost: number): Promise<string> {
  return queue('hash', () => hash(condense(password), cost))
}

/**
 * Compares a password with a stored hash, or, where there is none, with nobody's: both take the same work.
 * @throws {Refusal} `service.busy` when too many hashes wait already
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  cost: number,
): Promise<boolean> {
  const isEqual = await queue('verify', async () =>
    compare(condense(password), stored ?? (await nobodysHash(cost))),
  )
  return isEqual && stored !== undefined
}

function queue<Result>(kind: keyof typeof waiting, work: () => Promise<Result>): Promise<Result> {
  const free = PLACES - waiting.hash - waiting.verify
  if (waiting[kind] >= free) refuse('service.busy')
  waiting[kind] += 1
  return limit(() => {
    waiting[kind] -= 1
    return work()
  })
}

/** bcrypt reads 72 bytes and stops at NUL; this is 64 characters, made of the whole password. */
function condense(password: string): string {
  return createHmac('sha384', 'delete/password/1').update(password).digest('base64')
}

const nobodysHashes = new Map<number, Promise<string>>()

/** The hash that unknown accounts are compared with. Asked for at the start, so that the first of them takes no longer. */
export function nobodysHash(cost: number): Promise<string> {
  const known = nobodysHashes.get(cost)
  if (known) return known
  const made = hash(condense(crypto.randomUUID()), cost)
  nobodysHashes.set(cost, made)
  return made
}
