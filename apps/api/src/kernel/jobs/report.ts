// What there is to say of background jobs, for who looks after the service. What they were told stays unsaid.
import type { Pool } from 'pg'

interface Waiting {
  name: string
  waiting: number
  late: number
}

interface Dead {
  id: string
  name: string
  tries: number
  failedAt: Date
  reason: string | null
}

/** The jobs that wait, by kind, and each that is dead, with the reason of its last try. */
export async function listJobs(pool: Pool): Promise<string> {
  const { rows: kinds } = await pool.query<Waiting>(`
    SELECT name, count(*)::int AS waiting,
      count(*) FILTER (WHERE state = 'retry')::int AS late
    FROM pgboss.job WHERE state <= 'active' GROUP BY name ORDER BY name`)
  const { rows: dead } = await pool.query<Dead>(`
    SELECT id, name, retry_count + 1 AS tries, completed_on AS "failedAt", output->>'reason' AS reason
    FROM pgboss.job WHERE state = 'failed' ORDER BY completed_on DESC LIMIT 100`)
  const waiting = kinds.map(
    ({ name, waiting, late }) =>
      `  ${name}  ${waiting}${late > 0 ? `, ${late} after a try that failed` : ''}`,
  )
  const failed = dead.map(
    ({ id, name, tries, failedAt, reason }) =>
      `  ${failedAt.toISOString()}  ${name}  ${id}\n    after ${tries} tries: ${reason ?? 'its process ended, or took too long'}`,
  )
  return [
    waiting.length === 0 ? 'No job waits.' : ['Waiting:', ...waiting].join('\n'),
    failed.length === 0 ? 'No job is dead.' : ['Dead, the last 100:', ...failed].join('\n'),
  ].join('\n\n')
}

/** Has every dead job tried again, with all its tries; answers how many there were. */
export async function retryDead(pool: Pool): Promise<number> {
  const { rowCount } = await pool.query(`
    UPDATE pgboss.job SET state = 'retry', retry_count = 0, start_after = now(),
      completed_on = NULL, output = NULL
    WHERE state = 'failed'`)
  return rowCount ?? 0
}
