// What auth does from time to time: it clears what is dead.
import { workAs } from '@delete/db/pool'
import type { Deps } from '../../kernel/deps.ts'
import { removeKeys } from '../../kernel/idempotencyKeys.ts'
import { removeEvents } from './events/queries.ts'
import { lockClearing, removeLimits } from './queries.ts'
import { aliveAt } from './rules.ts'
import { removeIdleSessions } from './sessions/queries.ts'

/** Rows that one transaction removes, so that none takes long. */
const BATCH = 1_000

/**
 * Removes sessions that are idle beyond their time, events and answers that were kept for theirs, and limits that have run
 * out.
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
    const eventsEnd = new Date(now.getTime() - env.authEventSeconds * 1000)
    let removed = await removeIdleSessions(tx, idleSince, batch)
    removed += await removeEvents(tx, eventsEnd, batch - removed)
    removed += await removeKeys(tx, now, batch - removed)
    return removed + (await removeLimits(tx, now, batch - removed))
  })
}
