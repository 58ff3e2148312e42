// Works jobs off: what is due is fetched, done, and gone from the queue in the transaction of its effect.
import { setTimeout } from 'node:timers/promises'
import type { Tx } from '@delete/db/client'
import { describeCause } from '@delete/db/errors'
import { workAs } from '@delete/db/pool'
import type { JobContract } from '@delete/schemas/jobs'
import { fromPrisma, type Job } from 'pg-boss'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { maskAddresses } from '../log.ts'

/**
 * Ends the job, in the transaction of its effect; called once, as the last thing in it.
 * @throws when this try took so long that another one has begun: nothing is written then
 */
export type Finish = (tx: Tx) => Promise<void>

export interface Worker {
  contract: JobContract
  /** One try of a job. */
  work: (deps: Deps, job: { id: string; data: unknown }, finish: Finish) => Promise<void>
}

/** What does the jobs of a contract. */
export function worker<Data extends object>(
  contract: JobContract<Data>,
  work: (deps: Deps, job: { id: string; data: Data }, finish: Finish) => Promise<void>,
): Worker {
  return {
    contract,
    work: (deps, { id, data }, finish) =>
      work(deps, { id, data: contract.data.parse(data) }, finish),
  }
}

/** Jobs of one kind that are tried at once. */
const AT_ONCE = 5

/** How often is looked for jobs, in milliseconds: one statement, which finds what is due by an index. */
const LOOK_MS = 500

/** How often while the database cannot be asked. */
const LOOK_AGAIN_MS = 5_000

/** How often a try is heard of, in milliseconds. */
const BEAT_MS = 5_000

/** How long a stop waits for jobs in hand, in milliseconds. */
const STOP_MS = 5_000

/**
 * Works jobs off for as long as the process runs. Each kind has a line of its own, so that one which waits for a mail
 * server holds up no other.
 * @returns how to stop: no more is begun, and what is under way is given some seconds to come to its end
 */
export function startWorking(deps: Deps, workers: readonly Worker[]): () => Promise<void> {
  const stopping = new AbortController()
  const lines = new Map<Worker, Promise<void>>()
  const look = async (): Promise<void> => {
    const due = await findDue(deps)
    for (const each of workers) {
      if (!due.includes(each.contract.name) || lines.has(each)) continue
      const line = workOff(deps, each, stopping.signal).finally(() => lines.delete(each))
      lines.set(each, line)
    }
  }
  const loop = async (): Promise<void> => {
    let isBroken = false
    while (!stopping.signal.aborted) {
      const wasBroken = isBroken
      isBroken = await look().then(
        () => false,
        (error: unknown) => {
          if (!wasBroken) deps.log.warn({ reason: describeCause(error) }, 'No jobs can be fetched.')
          return true
        },
      )
      const waitMs = isBroken ? LOOK_AGAIN_MS : LOOK_MS
      // It rejects when it is cut short by a stop, and for nothing else.
      await setTimeout(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const looking = loop()
  return async () => {
    stopping.abort()
    await looking
    // Who waits for a mail server longer than that leaves its jobs to whoever comes next.
    await Promise.race([
      Promise.all(lines.values()),
      setTimeout(STOP_MS, undefined, { ref: false }),
    ])
  }
}

/** Does what is due of one kind, until nothing is, or it is told to stop. */
export async function workOff(deps: Deps, each: Worker, signal?: AbortSignal): Promise<void> {
  const { name } = each.contract
  const fetchJobs = (): Promise<Job<unknown>[]> =>
    signal?.aborted ? Promise.resolve([]) : deps.queue.boss.fetch(name, { batchSize: AT_ONCE })
  await workAs('jobs', async () => {
    for (let jobs = await fetchJobs(); jobs.length > 0; jobs = await fetchJobs()) {
      await Promise.all(jobs.map((job) => tryJob(deps, each, job)))
    }
  }).catch((error: unknown) =>
    deps.log.warn({ reason: describeCause(error), job: name }, 'Jobs cannot be worked off.'),
  )
}

/** What pg-boss answers, and its types leave out. */
const Settled = z.object({ affected: z.int() })

async function tryJob(deps: Deps, { work, contract }: Worker, job: Job<unknown>): Promise<void> {
  const { boss } = deps.queue
  const { name } = contract
  let isFinished = false
  const tell = (what: string) => (error: unknown) =>
    deps.log.warn({ job: name, id: job.id, reason: describeCause(error) }, what)
  const beat = setInterval(() => {
    boss.touch(name, job).catch(tell('That a job goes on could not be written down.'))
  }, BEAT_MS)
  try {
    await work(deps, job, async (tx) => {
      // Gone, not kept as done: what it was told is nobody's business any more.
      const { affected } = Settled.parse(await boss.deleteJob(name, job, { db: fromPrisma(tx) }))
      if (affected !== 1) throw new Error('Another try of this job has begun.')
      isFinished = true
    })
    if (!isFinished) throw new Error('The job was not finished.')
  } catch (error) {
    const reason = maskAddresses(describeCause(error))
    deps.log.warn({ job: name, id: job.id, tries: job.retryCount + 1, reason }, 'A job has failed.')
    // It then counts as given up once it has not been heard of for long enough.
    await boss
      .fail(name, job, { reason })
      .catch(tell('That a job failed could not be written down.'))
  } finally {
    clearInterval(beat)
  }
}

/** The kinds of which a job may be begun. */
export async function findDue({ pool }: Pick<Deps, 'pool'>): Promise<string[]> {
  const { rows } = await workAs('jobs', () =>
    pool.query<{ name: string }>({
      name: 'find_due_jobs',
      text: `SELECT DISTINCT name FROM pgboss.job WHERE state < 'active' AND start_after < now()`,
    }),
  )
  return rows.map(({ name }) => name)
}
