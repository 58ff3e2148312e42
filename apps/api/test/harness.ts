// A whole api for one test file: its own database, a clock that stands still, its log in memory, a real port.
import { createDatabase, type Db } from '@delete/db/client'
import { createPostgresPool } from '@delete/db/pool'
import { hasServer, openTestDatabase } from '@delete/db/testing'
import type { Tokens } from '@delete/schemas/auth'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { createApp } from '../src/app.ts'
import type { Deps } from '../src/kernel/deps.ts'
import { type Env, parseEnv } from '../src/kernel/env.ts'
import { makeKeys } from '../src/kernel/keys.ts'
import { createLimiter } from '../src/kernel/limiter.ts'
import { listen } from '../src/kernel/listener.ts'
import { logOptions } from '../src/kernel/log.ts'
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
  const env = {
    ...parseEnv({
      JWT_SECRETS: `test:${SECRET}`,
      BCRYPT_COST: '4',
      RATE_LIMIT_FACTOR: '1000000',
    }),
    port: 0,
    ...settings,
  }
  const log: string[] = []
  let now = new Date('2026-11-23T09:00:00.000Z')
  const deps: Deps = {
    env,
    db,
    pool,
    keys: makeKeys(env.jwtSecrets ?? []),
    limiter: createLimiter(hasServer() ? pool : undefined),
    clock: { now: () => now },
    log: pino({ ...logOptions, level: 'debug' }, { write: (line: string) => log.push(line) }),
  }
  const listener = await listen(createApp(deps), deps)
  afterAll(async () => {
    await listener.close()
    await close()
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
  return {
    url,
    db,
    deps,
    log,
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000)
    },
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
