// Ours and the Fastify peer as processes: how soon each answers, and how much memory it takes under the same load.
import { type Api, endApi, untilOk } from '../servers.ts'
import { FASTIFY, OURS } from './comparisons.ts'
import { compareRounds, type Figure } from './figures.ts'
import { CONNECTIONS, type Effort } from './flood.ts'
import type { Flood, Flooded } from './jobs.ts'
import { askMe, refreshAgain } from './members.ts'
import { peakMemory, type Stage, type Worker } from './stage.ts'

/** How exactly the start is timed, in milliseconds. */
const LOOK_MS = 3

/** In every round each is a new process, under as long a load as a good many rounds of others. */
const LOAD_ROUNDS = 2

export async function measureProcesses(
  { spawn }: Stage,
  load: Worker<Flood, Flooded>,
  { rounds, seconds }: Effort,
): Promise<Figure[]> {
  const measure = async (script: string): Promise<{ startMs: number; megabytes: number }> => {
    const startedAt = performance.now()
    const server = await spawn(script)
    await untilOk(server, '/v1/health', LOOK_MS)
    const startMs = performance.now() - startedAt
    await strain(load, server, LOAD_ROUNDS * seconds)
    const megabytes = peakMemory(server) / 2 ** 20
    await endApi(server, 'SIGTERM')
    return { startMs, megabytes }
  }
  const ours = []
  const theirs = []
  for (let round = 1; round <= rounds; round += 1) {
    ours.push(await measure(OURS))
    theirs.push(await measure(FASTIFY))
  }
  const against = 'Fastify, by hand'
  return [
    compareRounds(
      { what: 'memory at its peak under load', against, target: { atMost: 1.5 } },
      {
        unit: 'MB resident',
        ours: ours.map(({ megabytes }) => megabytes),
        theirs: theirs.map(({ megabytes }) => megabytes),
      },
    ),
    compareRounds(
      { what: 'start, to the first answer', against },
      {
        unit: 'ms',
        ours: ours.map(({ startMs }) => startMs),
        theirs: theirs.map(({ startMs }) => startMs),
      },
    ),
  ]
}

async function strain(load: Worker<Flood, Flooded>, server: Api, seconds: number): Promise<void> {
  for (const aim of [askMe, refreshAgain]) {
    const aimed = await aim(server, CONNECTIONS)
    const flood = { kind: 'flood', url: server.url, connections: CONNECTIONS } as const
    await load({ ...flood, until: { seconds }, ...aimed })
  }
}
