// What auth does in the background: what follows from its calls, and from time to time it clears what is dead.
import type { Tx } from '@delete/db/client'
import { workAs } from '@delete/db/pool'
import type { Deps } from '../../kernel/deps.ts'
import { removeKeys } from '../../kernel/idempotencyKeys.ts'
import { addressWorkers } from './addresses/jobs.ts'
import { removeOldEmailChanges } from './addresses/queries.ts'
import { removeEvents } from './events/queries.ts'
import { removeOldLinks } from './links/queries.ts'
import { findOverdue, removeOldExports, removeUser } from './members/queries.ts'
import { lockClearing, removeLimits } from './queries.ts'
import { recoveryWorkers } from './recovery/jobs.ts'
import { aliveAt, EXPORT_SECONDS } from './rules.ts'
import { removeIdleSessions } from './sessions/queries.ts'
import { signupWorkers } from './signups/jobs.ts'
import { removeOldSignups } from './signups/queries.ts'

/** What follows from calls of auth. */
export const authWorkers = [...signupWorkers, ...recoveryWorkers, ...addressWorkers]

/** Rows that one transaction removes, so that none takes long. */
const BATCH = 1_000

/**
 * Removes sessions that are idle beyond their time, events and answers that were kept for theirs, links, sign-ups,
 * changes of address and exports that are too old, accounts that their job has not erased in time, and limits that have run out.
 * (A session that is too old can be used no more, and so becomes idle.) Of several instances at once, one does it.
 * @returns how many rows were removed; null when another instance is at it
 */
export function clearDead(
  deps: Pick<Deps, 'db' | 'env' | 'clock'>,
  { batch = BATCH, signal }: { batch?: number; signal?: AbortSignal } = {},
): Promise<number | null> {
  return workAs('auth.clearDead', async () => {
    for (let total = 0; ;) {
      const removed = await clearBatch(deps, batch)
      if (removed === null) return null
      total += removed
      if (removed < batch || signal?.aborted) return total
    }
  })
}

/** Fewer than `batch` when nothing is left. */
function clearBatch(
  { db, env, clock }: Pick<Deps, 'db' | 'env' | 'clock'>,
  batch: number,
): Promise<number | null> {
  const now = clock.now()
  return db.$transaction(async (tx) => {
    if (!(await lockClearing(tx))) return null
    // Whichever is later: who has not been used for longer than a session lasts is too old as well.
    const { usedAfter, createdAfter } = aliveAt(now, env)
    const idleSince = usedAfter > createdAfter ? usedAfter : createdAfter
    const eventsEnd = before(now, env.authEventSeconds)
    let removed = await removeIdleSessions(tx, idleSince, batch)
    removed += await removeEvents(tx, eventsEnd, batch - removed)
    removed += await removeKeys(tx, now, batch - removed)
    removed += await removeOldLinks(tx, now, batch - removed)
    removed += await removeOldSignups(tx, now, batch - removed)
    removed += await removeOldEmailChanges(tx, now, batch - removed)
    removed += await removeOldExports(tx, before(now, EXPORT_SECONDS), batch - removed)
    removed += await eraseOverdue(tx, before(now, OVERDUE_SECONDS), batch - removed)
    return removed + (await removeLimits(tx, now, batch - removed))
  })
}

/** After so long, the job that should have erased an account is dead, in seconds. */
const OVERDUE_SECONDS = 86_400

async function eraseOverdue(tx: Tx, erasedBy: Date, limit: number): Promise<number> {
  const overdue = await findOverdue(tx, erasedBy, limit)
  for (const user of overdue) await removeUser(tx, user)
  return overdue.length
}

function before(now: Date, seconds: number): Date {
  return new Date(now.getTime() - seconds * 1000)
}
