// Tables that are locked, and a row that somebody else has not committed: who needs it is told in time, and nobody else notices.
import { setTimeout } from 'node:timers/promises'
import {
  type Call,
  type CrowdOptions,
  describe,
  isGood,
  isUnavailable,
  keepAlive,
  type Outcome,
  send,
  startCrowd,
} from './load.ts'
import { type Account, calls, keepTokens, makePerson, signUpAll } from './people.ts'
import { type Fault, type Report, spread, tally } from './report.ts'
import { type Api, connect, endApi, onPostgres, startApi, startCluster } from '../servers.ts'

const STATEMENT_MS = 2_000
const CONNECTION_MS = 1_000
/** For the way, and for a machine that is busy with the callers themselves. */
const SLACK_MS = 500
/** A log-in asks for four connections, three of them to be counted. */
const STUCK_MS = STATEMENT_MS + CONNECTION_MS + SLACK_MS
const PROMPT_MS = 500
const LOCKED_MS = 30_000
const HELD_MS = 8_000

interface Lock {
  table: string
  ms: number
  /** Who does without that table. */
  isFree: (call: Call) => boolean
}

/** The counts of calls, the log-ins that last, and what has happened to them stand in tables of their own. */
const LOCKS: Lock[] = [
  { table: 'users', ms: LOCKED_MS, isFree: () => false },
  { table: 'sessions', ms: HELD_MS, isFree: () => false },
  { table: 'auth_events', ms: HELD_MS, isFree: ({ path }) => !/login|signup/.test(path) },
  { table: 'rate_limits', ms: HELD_MS, isFree: ({ path }) => path === '/users/me' },
]

async function lockTable(report: Report, api: Api, url: string, lock: Lock): Promise<void> {
  const { table, ms, isFree } = lock
  report.say(`the table ${table} is locked for ${ms / 1000} s, under 40 callers`)
  const accounts = await signUpAll(api.url, 40)
  const session = await connect(url)
  await session.query('BEGIN')
  await session.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  const turns = takeTurns(accounts)
  const crowd = startCrowd(api.url, { size: 40, pauseMs: 100, ...turns })
  const probes = startProbes(api)
  await setTimeout(ms)
  const health = await probes.health.stop()
  const ready = await probes.ready.stop()
  const outcomes = [...(await crowd.stop())]
  await session.query('COMMIT')
  await session.end()

  const stuck = outcomes.filter(({ call }) => !isFree(call))
  report.check(
    stuck.every(isUnavailable),
    'every call that needs it is told 503 service.unavailable with Retry-After',
    tally(stuck.map(describe)),
  )
  report.check(
    stuck.every((call) => duration(call) < STUCK_MS),
    `within the time for a statement and the connections before it (${STUCK_MS} ms)`,
    spread(stuck.map(duration)),
  )
  const free = outcomes.filter(({ call }) => isFree(call))
  if (free.length > 0) {
    report.check(
      free.every((call) => isGood(call) && duration(call) < PROMPT_MS),
      `${[...new Set(free.map(({ call }) => call.path))].join(' and ')} go on within ${PROMPT_MS} ms`,
      `${tally(free.map(describe))}; ${spread(free.map(duration))}`,
    )
  }
  checkProbes(report, '/v1/health', health)
  checkProbes(report, '/v1/ready', ready)
  await checkBurst(
    report,
    api,
    'once it is free, 40 calls at once succeed',
    Array.from({ length: 40 }, (_, i) => turns.next(i)),
  )
}

async function holdRow(report: Report, api: Api, url: string): Promise<void> {
  report.say(
    `a row is left uncommitted for ${HELD_MS / 1000} s, while 60 callers sign up with its address`,
  )
  const accounts = await signUpAll(api.url, 20)
  const person = makePerson()
  const session = await connect(url)
  await session.query('BEGIN')
  await session.query('INSERT INTO users (email, name, hashed_password) VALUES ($1, $2, $3)', [
    person.email,
    person.name,
    '-',
  ])
  const rivals = startCrowd(api.url, { size: 60, pauseMs: 250, next: () => calls.signup(person) })
  const others = startCrowd(api.url, {
    size: 20,
    pauseMs: 100,
    next: (caller) => {
      const account = accounts[caller] as Account
      // Still more log-ins than one process can hash at production's cost.
      return Math.random() < 0.1 ? calls.login(account) : calls.me(account)
    },
  })
  const probes = startProbes(api)
  await setTimeout(HELD_MS)
  const [health, ready, bystanders] = [
    await probes.health.stop(),
    await probes.ready.stop(),
    await others.stop(),
  ]
  const refused = await rivals.stop()
  await session.query('ROLLBACK')
  await session.end()

  const limit = STATEMENT_MS + 2 * CONNECTION_MS + SLACK_MS
  report.check(
    refused.every((call) => isUnavailable(call) || describe(call) === '503 service.busy') &&
      refused.every((call) => duration(call) < limit),
    `the signups are told 503 with Retry-After, within ${limit} ms`,
    `${tally(refused.map(describe))}; ${spread(refused.map(duration))}`,
  )
  report.check(
    bystanders.every(isGood),
    'log-ins and users.me of others succeed all the while',
    tally(bystanders.map(describe)),
  )
  report.check(
    bystanders.every((call) => duration(call) < PROMPT_MS),
    `and within ${PROMPT_MS} ms`,
    spread(bystanders.map(duration)),
  )
  checkProbes(report, '/v1/health', health)
  checkProbes(report, '/v1/ready', ready)
  await checkBurst(report, api, 'once it is free, the address can be had', [calls.signup(person)])
}

function takeTurns(accounts: Account[]): Required<Pick<CrowdOptions, 'next' | 'hear'>> {
  let turn = 0
  return {
    next: (caller) => {
      const account = accounts[caller] as Account
      turn += 1
      const call = [calls.login, calls.me, calls.refresh][turn % 4]
      return call ? call(account) : calls.signup(makePerson())
    },
    hear: (caller, outcome) => keepTokens(accounts[caller] as Account, outcome),
  }
}

type Crowds = Record<'health' | 'ready', ReturnType<typeof startCrowd>>

function startProbes({ url }: Api): Crowds {
  return {
    health: startCrowd(url, { size: 1, pauseMs: 100, next: () => calls.health }),
    ready: startCrowd(url, { size: 1, pauseMs: 100, next: () => calls.ready }),
  }
}

function checkProbes(report: Report, path: string, outcomes: Outcome[]): void {
  report.check(
    outcomes.every((call) => isGood(call) && duration(call) < PROMPT_MS),
    `${path} keeps answering 200 within ${PROMPT_MS} ms`,
    `${tally(outcomes.map(describe))}; ${spread(outcomes.map(duration))}`,
  )
}

async function checkBurst(report: Report, api: Api, promise: string, list: Call[]): Promise<void> {
  const agent = keepAlive(list.length)
  const outcomes = await Promise.all(list.map((call) => send(api.url, call, agent)))
  agent.destroy()
  report.check(
    outcomes.every(isGood),
    promise,
    `${tally(outcomes.map(describe))}; ${spread(outcomes.map(duration))}`,
  )
}

function duration({ startedAt, endedAt }: Outcome): number {
  return endedAt - startedAt
}

export const slow: Fault = {
  name: 'slow',
  run: async (report) => {
    const cluster = await startCluster()
    const api = await startApi({
      ...onPostgres(cluster),
      DATABASE_STATEMENT_TIMEOUT_MS: String(STATEMENT_MS),
      DATABASE_CONNECTION_TIMEOUT_MS: String(CONNECTION_MS),
    })
    for (const lock of LOCKS) await lockTable(report, api, cluster.url, lock)
    await holdRow(report, api, cluster.url)
    const { code } = await endApi(api, 'SIGTERM')
    report.check(code === 0, 'the same api ends in good order', `exit code ${code}`)
  },
}
