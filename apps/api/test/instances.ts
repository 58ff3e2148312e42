// Instances of the api that share a database on a server, as a host runs them, and members who call now one, now another.
import { createOnServer } from '@delete/db/testing'
import type { AuthEventKind } from '@delete/schemas/sessions'
import getPort from 'get-port'
import { Client, Pool } from 'pg'
import { afterAll, expect, onTestFinished } from 'vitest'
import { type Answer, ask } from './answers.ts'
import type { TokenPair } from './harness.ts'
import { type Run, startProcess } from './processes.ts'

export interface Instances {
  databaseUrl: string
  /** Those that run. */
  runs: Run[]
  /** Their addresses, which a restart does not change. */
  urls: string[]
  query: <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>
  /** Does this in a transaction that stays open, so that what it locks is waited for. */
  hold: (sql: string, values?: unknown[]) => Promise<Hold>
  /** A request to one of them; its number is counted round. */
  call: (index: number, method: string, path: string, given?: Given) => Promise<Answer>
  /** Stops one as a host does, and starts it again where it was, with these settings in place of its own. */
  restart: (index: number, settings: Record<string, string>) => Promise<void>
  signUp: (headers?: Record<string, string>) => Promise<Member>
  logIn: (member: Credentials, index?: number) => Promise<TokenPair>
  refresh: (index: number, refreshToken: string) => Promise<Answer>
  /** How an access token is received. */
  statusOfMe: (index: number, token: string) => Promise<number>
  /** A user's, the oldest first. */
  sessionsOf: (userId: string) => Promise<{ id: string; seq: number }[]>
  countEvents: (userId: string, kind: AuthEventKind) => Promise<number>
}

export interface Hold {
  /** How many statements wait for a lock. */
  waiting: () => Promise<number>
  release: () => Promise<void>
}

export interface Given {
  body?: unknown
  token?: string
  headers?: Record<string, string>
}

export interface Credentials {
  email: string
  password: string
}

/** An account, and its first log-in. */
export interface Member extends Credentials, TokenPair {
  userId: string
}

export const PASSWORD = 'correct horse battery staple'

/** Starts them at once on a database of their own; all of it is gone after the last test. */
export async function startInstances(
  count: number,
  settings: Record<string, string> = {},
  content: 'migrated' | 'empty' = 'migrated',
): Promise<Instances> {
  const database = await createOnServer(content)
  const pool = new Pool({ connectionString: database.url, max: 2 })
  // A connection that is still being closed when the database is dropped hears of it.
  pool.on('error', () => undefined)
  const ports = await Promise.all(Array.from({ length: count }, () => getPort()))
  const start = (port: number, others: Record<string, string> = {}): Run =>
    startProcess({
      NODE_ENV: 'production',
      EMAIL_VERIFICATION: 'off',
      DATABASE_URL: database.url,
      JWT_SECRETS: 'test:a secret of the tests that has more than 32 bytes',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...settings,
      ...others,
    })
  const runs = ports.map((port) => start(port))
  afterAll(async () => {
    await pool.end()
    for (const { child } of runs) child.kill('SIGKILL')
    await Promise.all(runs.map(({ exit }) => exit))
    await database.drop()
  })
  const urls = await Promise.all(runs.map(({ url }) => url))

  const call: Instances['call'] = (index, method, path, { body, token, headers } = {}) =>
    ask(urls[index % count] ?? '', method, path, body, {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    })
  const post = async <Body>(index: number, path: string, given: Given): Promise<Body> => {
    const answer = await call(index, 'POST', path, given)
    expect(answer.status).toBeLessThan(300)
    return answer.body as Body
  }
  const query: Instances['query'] = async (sql, values) => (await pool.query(sql, values)).rows
  let accounts = 0
  return {
    databaseUrl: database.url,
    runs,
    urls,
    query,
    hold: async (sql, values) => {
      const client = new Client({ connectionString: database.url })
      await client.connect()
      onTestFinished(() => client.end())
      await client.query('BEGIN')
      await client.query(sql, values)
      const waiting = `SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`
      return {
        waiting: async () => (await query(waiting)).length,
        release: async () => {
          await client.query('COMMIT')
        },
      }
    },
    call,
    restart: async (index, others) => {
      await stop(runs[index])
      const run = start(ports[index] ?? 0, others)
      runs[index] = run
      await run.url
    },
    signUp: async (headers = {}) => {
      const credentials = { email: `member${++accounts}@example.com`, password: PASSWORD }
      const { user, tokens } = await post<{ user: { id: string }; tokens: TokenPair }>(
        accounts,
        '/v1/auth/signup',
        { body: { ...credentials, name: 'Ada' }, headers },
      )
      return { ...credentials, ...tokens, userId: user.id }
    },
    logIn: ({ email, password }, index = 0) =>
      post(index, '/v1/auth/login', { body: { email, password } }),
    refresh: (index, refreshToken) =>
      call(index, 'POST', '/v1/auth/refresh', { body: { refreshToken } }),
    statusOfMe: async (index, token) =>
      (await call(index, 'GET', '/v1/users/me', { token })).status,
    sessionsOf: (userId) =>
      query('SELECT id, seq FROM sessions WHERE user_id = $1 ORDER BY created_at, id', [userId]),
    countEvents: async (userId, kind) => {
      const of = [userId, kind]
      return (await query('SELECT FROM auth_events WHERE user_id = $1 AND kind = $2', of)).length
    },
  }
}

/** One that a test has killed is gone already. */
async function stop(run: Run | undefined): Promise<void> {
  if (run?.child.signalCode) return
  run?.child.kill('SIGTERM')
  expect(await run?.exit).toBe(0)
}
