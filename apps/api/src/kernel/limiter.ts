// Where calls are counted: one table for all instances, or this process's memory beside an embedded database.
import type { Pool } from 'pg'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
} from 'rate-limiter-flexible'
import { systemClock } from './clock.ts'

/** How far a key has been counted. */
export interface Count {
  calls: number
  /** The time until counting begins anew, in milliseconds. */
  leftMs: number
  /** When that is, in milliseconds since 1970: it tells this count from the next one of its key. */
  endsAt: number
}

/** What is left of a limit: this many calls within so many seconds. */
export interface Rate {
  quota: number
  window: number
  left: number
  seconds: number
}

/** Counts without a bound of its own: `limitCalls` decides. */
export interface Limiter {
  /** Counts one call more; the first one begins a count that lasts so many seconds. */
  count: (key: string, seconds: number) => Promise<Count>
  /** The calls that a key has counted. */
  read: (key: string) => Promise<number>
  /** Takes a call back, if the count that it was in goes on: the next one knows nothing of it. */
  giveBack: (key: string, count: Count) => Promise<void>
  /** Removes a count, if it goes on; of several that try it at once, one does. */
  remove: (key: string, count: Count) => Promise<boolean>
}

const options = { points: Number.MAX_SAFE_INTEGER, duration: 0, keyPrefix: '' }

/** More than a time is off that was calculated back and forth, less than any count lasts, in milliseconds. */
const SLACK_MS = 500

/** It counts by the system's clock. The library has no other. */
export function createLimiter(pool?: Pool): Limiter {
  return pool ? countInTable(pool) : countInMemory()
}

function countInTable(pool: Pool): Limiter {
  const table = new RateLimiterPostgres({
    ...options,
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
  })
  // The library's own `reward` and `delete` take whichever count is there by then.
  const change = async (sql: string, key: string, { endsAt }: Count): Promise<boolean> => {
    const { rowCount } = await pool.query(`${sql} WHERE key = $1 AND expire <= $2`, [
      key,
      endsAt + SLACK_MS,
    ])
    return rowCount === 1
  }
  return {
    count: (key, seconds) => countOne(table, key, seconds),
    read: (key) => readOne(table, key),
    giveBack: async (key, count) => {
      await change('UPDATE rate_limits SET points = points - 1', key, count)
    },
    remove: (key, count) => change('DELETE FROM rate_limits', key, count),
  }
}

function countInMemory(): Limiter {
  const memory = new RateLimiterMemory(options)
  const goesOn = async (key: string, { endsAt }: Count): Promise<boolean> => {
    const found = await memory.get(key)
    return found !== null && now() + found.msBeforeNext <= endsAt + SLACK_MS
  }
  return {
    count: (key, seconds) => countOne(memory, key, seconds),
    read: (key) => readOne(memory, key),
    giveBack: async (key, count) => {
      if (await goesOn(key, count)) await memory.reward(key)
    },
    remove: async (key, count) => (await goesOn(key, count)) && memory.delete(key),
  }
}

async function countOne(store: RateLimiterAbstract, key: string, seconds: number): Promise<Count> {
  const { consumedPoints, msBeforeNext } = await store.penalty(key, 1, { customDuration: seconds })
  return { calls: consumedPoints, leftMs: msBeforeNext, endsAt: now() + msBeforeNext }
}

async function readOne(store: RateLimiterAbstract, key: string): Promise<number> {
  const found = await store.get(key)
  return found && found.msBeforeNext > 0 ? found.consumedPoints : 0
}

function now(): number {
  return systemClock.now().getTime()
}
