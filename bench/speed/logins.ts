// Log-ins at production's cost: how many there are beside bare bcrypt, and what a storm of them leaves to everybody else.
import { setTimeout } from 'node:timers/promises'
import { OURS } from './comparisons.ts'
import { compareRounds, type Figure, percentile } from './figures.ts'
import type { Flood, Flooded, Pace, Paced } from './jobs.ts'
import { askMe, logInAgain } from './members.ts'
import type { Stage, Worker } from './stage.ts'

const BCRYPT_COST = '12'

/** Log-ins at a time, in both. */
const CONNECTIONS = 8

/** Counted until the last is answered: a round that is cut off would count those that were begun. */
const LOG_INS = 24

const STORM = { perSecond: 50, seconds: 8 }
/** Begins so long before what it is to disturb. */
const STORM_LEAD_MS = 1_000

export async function measureLogins(
  { start, startWorker }: Stage,
  load: Worker<Flood, Flooded>,
  rounds: number,
): Promise<Figure> {
  const ours = await start(OURS, '/v1/ready', { BCRYPT_COST })
  const hash = startWorker<number, Flooded>('bench/peers/bcrypt.ts', 'server', { BCRYPT_COST })
  const { call } = await logInAgain(ours)
  const [logIns, hashes]: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    const calls = round === 0 ? CONNECTIONS : LOG_INS
    const until = { calls }
    const job: Flood = { kind: 'flood', url: ours.url, call, connections: CONNECTIONS, until }
    const answered = await load(job)
    const compared = await hash(calls)
    if (round === 0) continue
    logIns.push(answered.calls / answered.seconds)
    hashes.push(compared.calls / compared.seconds)
  }
  ours.child.kill()
  return compareRounds(
    { what: 'login', against: 'bare bcrypt', target: { atLeast: 0.95 } },
    { unit: 'log-ins/s', ours: logIns, theirs: hashes },
  )
}

/** The p99 of `users/me` at a fixed rate, while 8 connections log in and while none does. */
export async function measureStorm({ start, startWorker }: Stage, rounds: number): Promise<Figure> {
  const ours = await start(OURS, '/v1/ready', { BCRYPT_COST })
  const pace = startWorker<Pace, Paced>('bench/speed/load.ts', 'load')
  const flood = startWorker<Flood, Flooded>('bench/speed/load.ts', 'load')
  const { call } = await askMe(ours)
  const logIn = (await logInAgain(ours)).call
  const until = { seconds: STORM.seconds + (2 * STORM_LEAD_MS) / 1000 }
  const storm: Flood = {
    kind: 'flood',
    url: ours.url,
    call: logIn,
    connections: CONNECTIONS,
    until,
  }
  const measure = async (): Promise<number> =>
    percentile(await pace({ kind: 'pace', url: ours.url, call, ...STORM }), 0.99)
  const [idle, stormy]: [number[], number[]] = [[], []]
  await measure()
  for (let round = 1; round <= rounds; round += 1) {
    idle.push(await measure())
    const over = flood(storm)
    await setTimeout(STORM_LEAD_MS)
    stormy.push(await measure())
    await over
    // Hashes are made in turn: when this one is answered, none of the storm is left.
    await flood({ ...storm, connections: 1, until: { calls: 1 } })
  }
  ours.child.kill()
  return compareRounds(
    {
      what: `p99 of users/me at ${STORM.perSecond}/s, ${CONNECTIONS} connections logging in`,
      against: 'idle',
      target: { atMost: 3 },
    },
    { unit: 'ms', ours: stormy, theirs: idle },
  )
}
