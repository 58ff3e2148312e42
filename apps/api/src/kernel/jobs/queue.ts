// Where background jobs wait: pg-boss, over the pool that everything else uses.
import type { Tx } from '@delete/db/client'
import { describeCause } from '@delete/db/errors'
import { workAs } from '@delete/db/pool'
import type { JobContract } from '@delete/schemas/jobs'
import type { Pool } from 'pg'
import { type Db, fromPrisma, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'

export interface Queue {
  /**
   * Adds a job, in the transaction of what causes it: there are both or neither.
   * @param delaySeconds how long it is not to be begun
   */
  enqueue: <Data extends object>(
    tx: Tx,
    job: JobContract<Data>,
    data: Data,
    delaySeconds?: number,
  ) => Promise<void>
  boss: PgBoss
  close: () => Promise<void>
}

/** How long one try may take, in seconds. */
const TRY_SECONDS = 300

/** How long a try is not heard of before its process counts as dead, and another one tries, in seconds. */
const SILENCE_SECONDS = 15

/** How soon either is noticed, in seconds. */
const SUPERVISION_SECONDS = 5

/** How long a dead job is kept, in seconds. */
const DEAD_SECONDS = 30 * 86_400

/** How long a job may wait to be begun, in seconds: nothing that was promised is dropped. */
const WAIT_SECONDS = 365 * 86_400

/**
 * Opens the queue, with a place for each kind of job.
 * @param supervises whether this process looks after tries that have come to no end
 */
export async function openQueue(
  { pool, log }: { pool: Pool; log: Logger },
  contracts: readonly JobContract[],
  { supervises }: { supervises: boolean },
): Promise<Queue> {
  const boss = new PgBoss({
    db: overPool(pool),
    // The migrations have made its tables.
    migrate: false,
    schedule: false,
    supervise: supervises,
    superviseIntervalSeconds: SUPERVISION_SECONDS,
    monitorIntervalSeconds: SUPERVISION_SECONDS,
    reindex: false,
    registerInstance: false,
  })
  boss.on('error', (error) =>
    log.warn({ reason: describeCause(error) }, 'The queue of jobs has failed.'),
  )
  await workAs('jobs', async () => {
    await boss.start()
    for (const contract of contracts) await makeRoom(boss, contract)
  })
  return {
    boss,
    enqueue: async (tx, { name, data: schema }, data, delaySeconds = 0) => {
      const options = { db: fromPrisma(tx), startAfter: delaySeconds }
      const id = await boss.send(name, schema.parse(data), options)
      if (id === null) throw new Error(`The queue has not taken ${name}.`)
    },
    close: () => boss.stop({ graceful: false }),
  }
}

async function makeRoom(
  boss: PgBoss,
  { name, retries, maxWaitSeconds }: JobContract,
): Promise<void> {
  const options = {
    retryLimit: retries,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: maxWaitSeconds,
    expireInSeconds: TRY_SECONDS,
    heartbeatSeconds: SILENCE_SECONDS,
    retentionSeconds: WAIT_SECONDS,
    deleteAfterSeconds: DEAD_SECONDS,
  }
  // Made where it is not there yet, and brought up to date where it is.
  await boss.createQueue(name, options)
  await boss.updateQueue(name, options)
}

function overPool(pool: Pool): Db {
  return {
    executeSql: (text, values) => workAs('jobs', () => pool.query(text, values)),
  }
}
