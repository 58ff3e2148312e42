// A whole api for one test file: its own database, a clock that stands still, its log in memory, a real port.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, type Db } from '@delete/db/client'
import { createPostgresPool } from '@delete/db/pool'
import { hasServer, openTestDatabase } from '@delete/db/testing'
import type { Tokens } from '@delete/schemas/auth'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createApp } from '../src/app.ts'
import { workers } from '../src/jobs.ts'
import type { Deps } from '../src/kernel/deps.ts'
import { type Env, parseEnv } from '../src/kernel/env.ts'
import { openQueue } from '../src/kernel/jobs/queue.ts'
import { findDue, workOff } from '../src/kernel/jobs/worker.ts'
import { makeKeys } from '../src/kernel/keys.ts'
import { createLimiter } from '../src/kernel/limiter.ts'
import { listen } from '../src/kernel/listener.ts'
import { logOptions } from '../src/kernel/log.ts'
import type { Mail } from '../src/kernel/mail/mail.ts'
import { createMailer } from '../src/kernel/mail/mailer.ts'
import { readOutbox } from '../src/kernel/mail/outbox.ts'
import type { AppRouter } from '../src/router.ts'
import { type Answer, ask } from './answers.ts'
import { refuseSecrets } from './secrets.ts'

export type { Answer } from './answers.ts'

export interface Api {
  url: string
  db: Db
  deps: Deps
  /** Every line that was logged, as JSON. */
  log: string[]
  /** Moves the clock. */
  advance: (seconds: number) => void
  /** Does every job that is due by the clock, and what follows from it; one that has failed before is tried once. */
  runJobs: () => Promise<void>
  /** What was mailed, the newest first; `runJobs` has sent it. */
  mails: () => Promise<Mail[]>
  /** The tRPC door, as its client sees it; with an access token if given. */
  trpc: (accessToken?: string) => TRPCClient<AppRouter>
  /** The REST door; `path` begins with /v1. A body is sent as JSON. */
  rest: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>
  /** A new account, logged in. */
  signUp: (
    email?: string,
  ) => Promise<{ email: string; password: string; tokens: TokenPair; userId: string }>
}

export type TokenPair = Tokens & { refreshToken: string }

const SECRET = 'a secret of the tests that has more than 32 bytes'

/** Starts an api that is stopped after the file's last test. bcrypt runs at its lowest cost, and no limit is ever reached. */
export async function startApi(settings: Partial<Env> = {}): Promise<Api> {
  const { db, pool, close } = await openTestDatabase(settings.databaseLimits)
  const dataDir = await mkdtemp(join(tmpdir(), 'delete-api-'))
  const env = {
    ...parseEnv({
      JWT_SECRETS: `test:${SECRET}`,
      BCRYPT_COST: '4',
      RATE_LIMIT_FACTOR: '1000000',
    }),
    port: 0,
    dataDir,
    ...settings,
  }
  const log: string[] = []
  let now = new Date('2026-11-23T09:00:00.000Z')
  const logger = pino(
    { ...logOptions, level: 'debug' },
    { write: (line: string) => log.push(line) },
  )
  const contracts = workers.map(({ contract }) => contract)
  const queue = await openQueue({ pool, log: logger }, contracts, { supervises: false })
  const deps: Deps = {
    env,
    db,
    pool,
    keys: makeKeys(env.jwtSecrets ?? []),
    limiter: createLimiter(hasServer() ? pool : undefined),
    queue,
    sendMail: createMailer(env, logger),
    clock: { now: () => now },
    log: logger,
  }
  const listener = await listen(createApp(deps), deps)
  afterAll(async () => {
    await listener.close()
    await queue.close()
    await close()
    await rm(dataDir, { recursive: true })
    refuseSecrets(log)
  })
  const url = `http://127.0.0.1:${listener.port}`

  const trpc: Api['trpc'] = (accessToken) =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: `${url}/trpc`,
          headers: accessToken ? { authorization: `Bearer ${accessToken}` } : {},
        }),
      ],
    })
  let accounts = 0
  /** By how much the clock has moved and the queue, which goes by the database's, has not, in seconds. */
  let advanced = 0
  return {
    url,
    db,
    deps,
    log,
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000)
      advanced += seconds
    },
    runJobs: async () => {
      await pool.query(
        `UPDATE pgboss.job SET start_after =
           CASE state WHEN 'retry' THEN now() - interval '1 second' ELSE start_after - make_interval(secs => $1) END
         WHERE state < 'active'`,
        [advanced],
      )
      advanced = 0
      for (let due = true; due;) {
        for (const each of workers) await workOff(deps, each)
        due = (await findDue(deps)).length > 0
      }
    },
    mails: () => readOutbox(dataDir),
    trpc,
    rest: (...request) => ask(url, ...request),
    signUp: async (email = `member${++accounts}@example.com`) => {
      const password = 'correct horse battery staple'
      const { user, tokens } = await trpc().auth.signup.mutate({ email, password, name: 'Ada' })
      const { refreshToken } = tokens ?? {}
      if (!user || !tokens || refreshToken === undefined)
        throw new Error('Signing up did not log in.')
      return { email, password, tokens: { ...tokens, refreshToken }, userId: user.id }
    },
  }
}

/** Starts the same api beside it, except that nothing answers where its database should be; resolves to its address. */
export async function startWithoutDatabase({ deps }: Api): Promise<string> {
  const pool = createPostgresPool(
    'postgresql://nobody@127.0.0.1:1/nothing',
    deps.env.databaseLimits,
  )
  const { db, close } = createDatabase(pool, () => pool.end())
  const listener = await listen(createApp({ ...deps, db, pool }), deps)
  afterAll(async () => {
    await listener.close()
    await close()
  })
  return `http://127.0.0.1:${listener.port}`
}
