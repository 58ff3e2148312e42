// Workers as processes, on a server: any number of them share the jobs, and one that is killed loses none and doubles none.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createPostgresPool } from '@delete/db/pool'
import { hasServer } from '@delete/db/testing'
import getPort from 'get-port'
import { pino } from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import { workers } from '../src/jobs.ts'
import { openQueue } from '../src/kernel/jobs/queue.ts'
import { PASSWORD, startInstances } from './instances.ts'
import { type Run, startProcess } from './processes.ts'
import { startMailServer } from './smtp.ts'

const MEMBERS = 20

describe.runIf(hasServer())('on a server', async () => {
  if (!hasServer()) return
  const smtpPort = await getPort()
  const settings = {
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    EMAIL_VERIFICATION: 'required',
    RATE_LIMIT_FACTOR: '1000',
  }
  const { call, query, databaseUrl } = await startInstances(1, { ...settings, JOBS: 'off' })
  const pool = createPostgresPool(databaseUrl, {
    size: 2,
    connectionTimeoutMs: 3_000,
    statementTimeoutMs: 5_000,
  })
  const contracts = workers.map(({ contract }) => contract)
  const queue = await openQueue({ pool, log: pino({ enabled: false }) }, contracts, {
    supervises: false,
  })
  afterAll(async () => {
    await queue.close()
    await pool.end()
  })

  const startWorker = (): Run =>
    startProcess(
      {
        NODE_ENV: 'production',
        DATABASE_URL: databaseUrl,
        JWT_SECRETS: 'test:a secret of the tests that has more than 32 bytes',
        ...settings,
      },
      'src/worker.ts',
    )
  const countJobs = async (where = 'true'): Promise<number> =>
    (await query(`SELECT FROM pgboss.job WHERE ${where}`)).length
  const poll = async (count: () => Promise<number>, expected: number): Promise<void> => {
    await expect.poll(count, { timeout: 60_000, interval: 50 }).toBe(expected)
  }
  const signUpMany = async (prefix: string): Promise<void> => {
    for (let index = 0; index < MEMBERS; index += 1) {
      const body = { email: `${prefix}${index}@example.com`, password: PASSWORD, name: 'Ada' }
      expect((await call(0, 'POST', '/v1/auth/signup', { body })).status).toBe(201)
    }
  }
  /** What the time does to tries that nobody has ended: they count as given up. */
  const passTime = async (): Promise<void> => {
    await query(
      `UPDATE pgboss.job SET started_on = now() - interval '1 hour' WHERE state = 'active'`,
    )
    await query('UPDATE pgboss.queue SET monitor_on = NULL')
    await queue.boss.supervise()
    await query(
      `UPDATE pgboss.job SET start_after = now() - interval '1 second' WHERE state = 'retry'`,
    )
  }

  test('the api leaves jobs to the workers where it is told to', async () => {
    await signUpMany('waiting')
    expect(await countJobs(`name = 'signup.received'`)).toBe(MEMBERS)
  })

  test('one that is killed with jobs in hand loses none and doubles none', async () => {
    // A mail server that takes connections and says nothing: whoever sends holds its jobs.
    const held = new Set<Socket>()
    const silent = createServer((socket) => held.add(socket.on('error', () => undefined)))
    silent.listen(smtpPort, '127.0.0.1')
    await once(silent, 'listening')
    const killed = startWorker()
    await poll(() => countJobs(`name = 'signup.received'`), 0)
    await poll(async () => Math.min(1, await countJobs(`state = 'active'`)), 1)
    killed.child.kill('SIGKILL')
    await killed.exit
    const inHand = await countJobs(`name = 'mail.written'`)
    expect(inHand).toBe(MEMBERS)
    for (const socket of held) socket.destroy()
    await new Promise((resolve) => silent.close(resolve))
    const server = await startMailServer(smtpPort)
    const [first, second] = [startWorker(), startWorker()]
    await passTime()
    await poll(() => countJobs(), 0)
    const addresses = server.received.flatMap(({ recipients }) => recipients)
    expect(addresses).toHaveLength(MEMBERS)
    expect(new Set(addresses).size).toBe(MEMBERS)
    expect(await query('SELECT FROM links')).toHaveLength(MEMBERS)
    for (const { child, exit } of [first, second]) {
      child.kill('SIGTERM')
      expect(await exit).toBe(0)
    }
    await server.close()
  })
})
