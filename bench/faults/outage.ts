// PostgreSQL gone, or frozen, for ten seconds under load: callers are told at once, and served again without a restart.
import { setTimeout } from 'node:timers/promises'
import {
  type CrowdOptions,
  describe,
  isGood,
  isUnavailable,
  keepAlive,
  type Outcome,
  send,
  startCrowd,
} from './load.ts'
import { type Account, calls, keepTokens, makePerson, signUpAll, type Tokens } from './people.ts'
import { type Fault, type Report, spread, tally } from './report.ts'
import {
  type Api,
  type Cluster,
  connect,
  endApi,
  onPostgres,
  query,
  startApi,
  startCluster,
} from '../servers.ts'

const CALLERS = 20
const OUTAGE_MS = 10_000
const RECOVERY_MS = 2_000
/** What the settings give a statement and a connection when nobody says otherwise, and a second for the way. */
const ANSWER_MS = 5_000 + 3_000 + 1_000
const POOL_SIZE = 10

/** One way to be without a database: how it begins and how it ends. */
interface Outage {
  begin: () => Promise<unknown>
  /** Settles when the server takes connections again. */
  end: () => Promise<unknown>
}

async function sitOut(report: Report, cluster: Cluster, api: Api, outage: Outage): Promise<void> {
  const accounts = await signUpAll(api.url, CALLERS)
  const members = takeTurns(accounts)
  const crowd = startCrowd(api.url, { size: CALLERS, pauseMs: 100, ...members })
  const health = startCrowd(api.url, { size: 1, pauseMs: 50, next: () => calls.health })
  const ready = startCrowd(api.url, { size: 4, pauseMs: 500, next: () => calls.ready })
  await setTimeout(3_000)
  const startedAt = performance.now()
  await outage.begin()
  const downAt = performance.now()
  report.say(`  the database is away for ${OUTAGE_MS / 1000} s`)
  await setTimeout(OUTAGE_MS)
  const goesUpAt = performance.now()
  await outage.end()
  const upAt = performance.now()
  report.say(
    `  it takes connections again ${(upAt - goesUpAt).toFixed(0)} ms after it was told to come back`,
  )
  await setTimeout(4_000)
  const outcomes = await crowd.stop()
  const probes = { health: await health.stop(), ready: await ready.stop() }

  const before = outcomes.filter(({ endedAt }) => endedAt < startedAt)
  report.check(before.every(isGood), 'all is well before', tally(before.map(describe)))
  const during = outcomes.filter((call) => call.endedAt > downAt && call.startedAt < goesUpAt)
  const ended = during.filter(({ endedAt }) => endedAt < goesUpAt)
  // A call that came before may have had from the database all that it needs.
  const mayBeGood = (call: Outcome): boolean => call.startedAt < downAt && isGood(call)
  report.check(
    ended.length >= CALLERS && ended.every((call) => isUnavailable(call) || mayBeGood(call)),
    'while it is away, every call that comes is told 503 service.unavailable with Retry-After',
    tally(ended.map(describe)),
  )
  report.say(`  these calls took ${spread(ended.map(duration))}`)
  const slow = during.filter((call) => duration(call) > ANSWER_MS)
  report.check(slow.length === 0, `no call waits longer than ${ANSWER_MS} ms`, `${slow.length} did`)
  const { cutOff, loggedOut } = members
  report.check(
    loggedOut.every((call) => cutOff.has(call)),
    'nobody is logged out but by a refresh that was cut off, and came again after its 10 s',
    `${loggedOut.length} of ${CALLERS}`,
  )
  const odd = outcomes.filter(
    (call) => !isGood(call) && !isUnavailable(call) && !loggedOut.includes(call),
  )
  report.check(
    odd.length === 0,
    'no call ends in any other way, then or later',
    tally(odd.map(describe)),
  )

  report.check(
    probes.health.every(isGood),
    '/v1/health is 200 throughout',
    `${tally(probes.health.map(describe))}; ${spread(probes.health.map(duration))}`,
  )
  const readyDuring = probes.ready.filter(
    ({ startedAt, endedAt }) => startedAt > downAt && endedAt < goesUpAt,
  )
  report.check(
    readyDuring.length > 0 && readyDuring.every(namesDatabase),
    '/v1/ready is 503 and names /database',
    `${tally(readyDuring.map(describe))}; ${spread(readyDuring.map(duration))}`,
  )
  checkRecovery(report, outcomes, upAt)
  const readyAfter = probes.ready.filter(({ startedAt }) => startedAt > upAt + RECOVERY_MS)
  report.check(
    readyAfter.length > 0 && readyAfter.every(isGood),
    '/v1/ready is 200 again',
    tally(readyAfter.map(describe)),
  )
  await checkLeftovers(report, cluster, api, accounts, outcomes)
}

interface Members extends Required<Pick<CrowdOptions, 'next' | 'hear'>> {
  /** Refreshes that were refused, and ended their sessions. */
  loggedOut: Outcome[]
  /** Those of them whose token may have been spent before, by a refresh without an answer. */
  cutOff: Set<Outcome>
}

/** A member whose session has ended logs in, and goes on with the new one. */
function takeTurns(accounts: Account[]): Members {
  const members = accounts.map((account) => ({ account, isUncertain: false, isOut: false }))
  const at = (caller: number): (typeof members)[number] =>
    members[caller] as (typeof members)[number]
  const loggedOut: Outcome[] = []
  const cutOff = new Set<Outcome>()
  let turn = 0
  return {
    loggedOut,
    cutOff,
    next: (caller) => {
      const { account, isOut } = at(caller)
      if (isOut) return calls.login(account)
      turn += 1
      if (turn % 4 === 0) return calls.signup(makePerson())
      return [calls.login, calls.refresh, calls.me][turn % 3]?.(account) ?? calls.me(account)
    },
    hear: (caller, outcome) => {
      const member = at(caller)
      if (outcome.call.path === '/auth/refresh') {
        keepTokens(member.account, outcome)
        member.isOut = outcome.status === 401
        if (member.isOut) loggedOut.push(outcome)
        if (member.isOut && member.isUncertain) cutOff.add(outcome)
        member.isUncertain = !isGood(outcome)
      } else if (member.isOut && isGood(outcome)) {
        member.account.tokens = outcome.body as Tokens
        member.isOut = false
        member.isUncertain = false
      }
    },
  }
}

function duration({ startedAt, endedAt }: Outcome): number {
  return endedAt - startedAt
}

function namesDatabase({ status, retryAfter, body }: Outcome): boolean {
  const { issues } = body as { issues?: { pointer: string }[] }
  return (
    status === 503 &&
    Number(retryAfter) > 0 &&
    issues?.some(({ pointer }) => pointer === '/database') === true
  )
}

function checkRecovery(report: Report, outcomes: Outcome[], upAt: number): void {
  const after = outcomes.filter(({ startedAt }) => startedAt > upAt)
  const firstGood = Math.min(...after.filter(isGood).map(({ endedAt }) => endedAt))
  const lastBad = Math.max(
    upAt,
    ...after.filter((call) => !isGood(call)).map(({ endedAt }) => endedAt),
  )
  report.check(
    Number.isFinite(firstGood) && lastBad - upAt <= RECOVERY_MS,
    `calls succeed within ${RECOVERY_MS / 1000} s, without a restart`,
    `the first one ${(firstGood - upAt).toFixed(0)} ms after the database was back, all of them after ${(lastBad - upAt).toFixed(0)} ms`,
  )
}

async function checkLeftovers(
  report: Report,
  { url }: Cluster,
  api: Api,
  accounts: Account[],
  outcomes: Outcome[],
): Promise<void> {
  const sessions = await query<{ state: string }>(
    url,
    `SELECT coalesce(state, 'unknown') AS state FROM pg_stat_activity WHERE application_name = 'delete-api'`,
  )
  report.check(
    sessions.length <= POOL_SIZE && sessions.every(({ state }) => state !== 'idle in transaction'),
    `no connection has leaked: at most ${POOL_SIZE}, none in a transaction`,
    tally(sessions.map(({ state }) => state)),
  )
  const agent = keepAlive(50)
  const together = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      send(api.url, calls.me(accounts[i % accounts.length] as Account), agent),
    ),
  )
  agent.destroy()
  report.check(together.every(isGood), '50 calls at once succeed', tally(together.map(describe)))

  const rows = await query<{ email: string }>(url, 'SELECT email FROM users')
  const emails = new Set(rows.map(({ email }) => email))
  const signups = outcomes.filter(
    ({ call, status }) => call.path === '/auth/signup' && status === 201,
  )
  const lost = signups.filter(({ call }) => !emails.has((call.body as { email: string }).email))
  report.check(
    lost.length === 0,
    'every acknowledged signup is in the table',
    `${lost.length} of ${signups.length} lost`,
  )
  for (const line of api.faults().slice(0, 3)) report.say(`  the api's log: ${line.slice(0, 400)}`)
}

/** Resolves when a connection succeeds. */
async function untilItAccepts(url: string): Promise<void> {
  for (;;) {
    try {
      return await (await connect(url)).end()
    } catch {
      await setTimeout(10)
    }
  }
}

function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) process.kill(pid, signal)
}

export const outage: Fault = {
  name: 'outage',
  run: async (report) => {
    const cluster = await startCluster()
    const api = await startApi(onPostgres(cluster))

    report.say('PostgreSQL is killed, and started again')
    await sitOut(report, cluster, api, {
      begin: cluster.kill,
      end: () => Promise.all([cluster.start(), untilItAccepts(cluster.url)]),
    })

    report.say('PostgreSQL freezes, and goes on')
    let frozen: number[] = []
    await sitOut(report, cluster, api, {
      begin: async () => {
        // The first one first: it would have new children while they are counted.
        signalAll(cluster.pids().slice(0, 1), 'SIGSTOP')
        frozen = cluster.pids()
        signalAll(frozen, 'SIGSTOP')
      },
      end: async () => signalAll(frozen, 'SIGCONT'),
    }).finally(() => signalAll(cluster.pids(), 'SIGCONT'))

    const { code } = await endApi(api, 'SIGTERM')
    report.check(code === 0, 'the same api ends in good order', `exit code ${code}`)
  },
}
