// SIGTERM under load: what was sent on a connection is answered, and the process is gone in time.
import { type Agent, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { describe, isGood, keepAlive, type Outcome, send } from './load.ts'
import { type Account, calls, keepTokens, makePerson, signUpAll } from './people.ts'
import { type Fault, type Report, tally } from './report.ts'
import { type Api, endApi, onPostgres, startApi, startCluster } from '../servers.ts'

const ROUNDS = 5
const KEEPERS = 50
const OPENERS = 10
const EXIT_MS = 10_000
const AT_ONCE_MS = 300

async function stopUnderLoad(
  report: Report,
  settings: Record<string, string>,
  round: number,
): Promise<void> {
  const api = await startApi(settings)
  const accounts = await signUpAll(api.url, KEEPERS + OPENERS)
  const outcomes: Outcome[] = []
  const agents = Array.from({ length: KEEPERS }, () => keepAlive(1))
  const callers = [...agents, ...Array.from({ length: OPENERS }, () => undefined)].map((agent, i) =>
    sendUntilRefused(api, accounts[i] as Account, outcomes, agent),
  )
  await setTimeout(1_000 + Math.random() * 500)
  const signalledAt = performance.now()
  const { code } = await endApi(api, 'SIGTERM')
  const exitMs = performance.now() - signalledAt
  await Promise.all(callers)
  for (const agent of agents) agent.destroy()

  const answered = outcomes.filter(({ error }) => error === undefined)
  const late = answered.filter(({ endedAt }) => endedAt > signalledAt)
  const dropped = outcomes.filter(({ error, isSent }) => error !== undefined && isSent)
  const refused = outcomes.filter(({ error }) => error === 'ECONNREFUSED')
  const unsent = outcomes.length - answered.length - dropped.length - refused.length
  report.say(
    `  round ${round}: ${answered.length + dropped.length} accepted, ${answered.length} answered (${late.length} of them after the signal), ${dropped.length} dropped, ${refused.length} refused, ${unsent} broken while connecting or sending; exit code ${code} after ${exitMs.toFixed(0)} ms`,
  )
  // More sign-ups at once than are hashed in good time: told so, which is an answer.
  const wrong = answered.filter(
    (outcome) => !isGood(outcome) && describe(outcome) !== '503 service.busy',
  )
  report.check(
    wrong.length === 0,
    'every answer is success, or service.busy',
    tally(answered.map(describe)),
  )
  report.check(
    dropped.length === 0,
    'no request is dropped',
    tally(
      dropped.map(
        (outcome) => `${describe(outcome)} on ${describeConnection(outcome, signalledAt)}`,
      ),
    ),
  )
  report.check(code === 0, 'the exit code is 0', `${code}`)
  report.check(exitMs < EXIT_MS, `it is gone within ${EXIT_MS / 1000} s`, `${exitMs.toFixed(0)} ms`)
}

/** Back to back, on one connection that is kept, or on a new one each time. */
async function sendUntilRefused(
  api: Api,
  account: Account,
  outcomes: Outcome[],
  agent: Agent | undefined,
): Promise<void> {
  for (;;) {
    const call = [() => calls.signup(makePerson()), () => calls.refresh(account)][
      Math.floor(Math.random() * 3)
    ]?.()
    const outcome = await send(api.url, call ?? calls.me(account), agent)
    outcomes.push(outcome)
    keepTokens(account, outcome)
    if (outcome.error === 'ECONNREFUSED') return
  }
}

/** Where a request was lost says why: the server closed what it took for idle, or never took it from the system. */
function describeConnection({ startedAt, connectedAt }: Outcome, signalledAt: number): string {
  if (connectedAt < startedAt) return 'a connection that was kept'
  return `a new connection, opened ${connectedAt < signalledAt ? 'before' : 'after'} the signal`
}

/** A request whose body never comes to its end, on a connection that stays open. */
async function holdRequest({ url }: Api): Promise<() => void> {
  const req = request(`${url}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 1_000 },
  })
  req.on('error', () => undefined)
  req.write('{"email":')
  await setTimeout(200)
  return () => req.destroy()
}

async function stopTwice(report: Report, settings: Record<string, string>): Promise<void> {
  report.say('a second SIGTERM 100 ms after the first, with half a request in hand')
  const api = await startApi(settings)
  const letGo = await holdRequest(api)
  api.child.kill('SIGTERM')
  await setTimeout(100)
  report.check(api.child.exitCode === null, 'the first one waits for it')
  const secondAt = performance.now()
  const { code } = await endApi(api, 'SIGTERM')
  const ms = performance.now() - secondAt
  letGo()
  report.check(
    ms < AT_ONCE_MS,
    `the second one ends it within ${AT_ONCE_MS} ms`,
    `exit code ${code} after ${ms.toFixed(0)} ms`,
  )
}

async function stopOnce(report: Report, settings: Record<string, string>): Promise<void> {
  report.say('one SIGTERM, with half a request in hand')
  const api = await startApi(settings)
  const letGo = await holdRequest(api)
  const signalledAt = performance.now()
  const { code } = await endApi(api, 'SIGTERM')
  const ms = performance.now() - signalledAt
  letGo()
  report.check(
    code === 0 && ms < EXIT_MS,
    `it is gone within ${EXIT_MS / 1000} s all the same`,
    `exit code ${code} after ${ms.toFixed(0)} ms`,
  )
}

export const sigterm: Fault = {
  name: 'sigterm',
  run: async (report) => {
    const settings = onPostgres(await startCluster())
    report.say(
      `SIGTERM under ${KEEPERS} callers that keep their connection and ${OPENERS} that open one for each request`,
    )
    for (let round = 1; round <= ROUNDS; round += 1) await stopUnderLoad(report, settings, round)
    await stopTwice(report, settings)
    await stopOnce(report, settings)
  },
}
