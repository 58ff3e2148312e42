// kill -9 in the middle of signups, log-ins and refreshes: what was acknowledged is there, whole, and what was not is there whole or not at all.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openEmbeddedDir } from '@delete/db/embedded'
import { type Call, describe, isGood, keepAlive, type Outcome, send } from './load.ts'
import { type Account, calls, keepTokens, makePerson, toAccount, type Tokens } from './people.ts'
import {
  checkTables,
  checkThroughApi,
  type Knowledge,
  readTables,
  type Tables,
} from './promised.ts'
import { type Fault, type Report, tally } from './report.ts'
import { endApi, makeFolder, onPostgres, query, startApi, startCluster } from '../servers.ts'

const CALLS = 5_000
const KILLS = 5
const CALLERS = 20
/** A refresh without an answer may be tried again for 10 s; less a second for the way. */
const GRACE_MS = 9_000

async function killUnderLoad(
  report: Report,
  settings: Record<string, string>,
  readAll: () => Promise<Tables>,
): Promise<void> {
  let api = await startApi(settings)
  const agent = keepAlive(CALLERS)
  const known: Knowledge = {
    accounts: [],
    logins: [],
    accessTokens: [],
    unanswered: [],
    uncertain: new Set(),
  }
  const idle: Account[] = []
  const unexpected: string[] = []
  const load = { acknowledged: 0, inFlight: 0, isUp: true }
  const cutOff: { account: Account; until: number }[] = []
  const again = { tried: 0, tooLate: 0 }

  const sendTracked = async (call: Call): Promise<Outcome> => {
    load.inFlight += 1
    const outcome = await send(api.url, call, agent)
    load.inFlight -= 1
    if (isGood(outcome)) load.acknowledged += 1
    else if (outcome.error === undefined) unexpected.push(describe(outcome))
    return outcome
  }
  const signUp = async (): Promise<void> => {
    const person = makePerson()
    const outcome = await sendTracked(calls.signup(person))
    if (isGood(outcome)) {
      const account = toAccount(person, outcome)
      known.accounts.push(account)
      idle.push(account)
    } else known.unanswered.push(person)
  }
  const logIn = async (account: Account): Promise<void> => {
    const outcome = await sendTracked(calls.login(account))
    if (isGood(outcome)) known.logins.push({ account, tokens: outcome.body as Tokens })
    idle.push(account)
  }
  const refresh = async (account: Account): Promise<void> => {
    const outcome = await sendTracked(calls.refresh(account))
    if (isGood(outcome)) {
      keepTokens(account, outcome)
      known.accessTokens.push(account.tokens.accessToken)
      known.uncertain.delete(account)
      idle.push(account)
    } else {
      known.uncertain.add(account)
      cutOff.push({ account, until: outcome.startedAt + GRACE_MS })
    }
  }
  const callers = Array.from({ length: CALLERS }, async () => {
    while (load.acknowledged < CALLS) {
      const lost = load.isUp ? cutOff.pop() : undefined
      if (!load.isUp) await setTimeout(10)
      else if (lost && lost.until < performance.now()) again.tooLate += 1
      else if (lost) {
        again.tried += 1
        await refresh(lost.account)
      } else if (Math.random() < 0.5) await signUp()
      else {
        // Nobody else may use a pair of tokens while it is being exchanged.
        const [account] = idle.splice(Math.floor(Math.random() * idle.length), 1)
        if (!account) await signUp()
        else await (Math.random() < 0.2 ? logIn(account) : refresh(account))
      }
    }
  })

  const cut: number[] = []
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const goal = (CALLS * (kill - Math.random() / 2)) / KILLS
    while (load.acknowledged < goal) await setTimeout(1)
    await setTimeout(Math.random() * 20)
    cut.push(load.inFlight)
    api.child.kill('SIGKILL')
    load.isUp = false
    await api.exit
    report.say(`  kill -9 after ${load.acknowledged} calls, ${cut.at(-1)} in flight`)
    api = await startApi(settings)
    load.isUp = true
  }
  await Promise.all(callers)
  agent.destroy()
  await endApi(api, 'SIGKILL')
  report.check(
    cut.filter((calls) => calls > 0).length >= 3,
    'at least three kills met calls in flight',
  )
  report.check(unexpected.length === 0, 'nothing but answers of success', tally(unexpected))
  report.say(
    `  ${again.tried} refreshes that were cut off were tried again within ${GRACE_MS / 1000} s, ${again.tooLate} came too late`,
  )

  api = await startApi(settings)
  report.check(true, 'it starts again each time')
  await checkThroughApi(report, api, known)
  const { code } = await endApi(api, 'SIGTERM')
  report.check(code === 0, 'it ends in good order', `exit code ${code}`)
  checkTables(report, await readAll(), known)
}

export const kill: Fault = {
  name: 'kill',
  run: async (report) => {
    report.say('kill -9 of the api on PostgreSQL')
    const cluster = await startCluster()
    await killUnderLoad(report, onPostgres(cluster), () =>
      readTables((sql) => query(cluster.url, sql)),
    )

    report.say('kill -9 of the api with the embedded database')
    const dataDir = join(makeFolder(), 'data')
    await killUnderLoad(report, { DATA_DIR: dataDir }, async () => {
      const { pool, close } = await openEmbeddedDir(dataDir)
      try {
        return await readTables(
          async <Row extends object>(sql: string) => (await pool.query<Row>(sql)).rows,
        )
      } finally {
        await close()
      }
    })
  },
}
