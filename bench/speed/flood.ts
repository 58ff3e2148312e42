// One call at several servers: each is flooded in its turn, round after round, and the calls a second are compared.
import { isDeepStrictEqual } from 'node:util'
import type { Api } from '../servers.ts'
import { compareRounds, type Figure, median, type Target } from './figures.ts'
import type { Flood, Flooded } from './jobs.ts'
import { cpuSeconds, type Worker } from './stage.ts'

export const CONNECTIONS = 32

/** Not counted: what is compiled and cached by then is so for all. */
const WARM_UP_ROUNDS = 2

export type Aim = Pick<Flood, 'call' | 'refreshTokens'>

export interface Comparison {
  what: string
  ours: Api
  peers: { against: string; server: Api; target?: Target }[]
  /** Makes ready what a round sends to a server. */
  aim: (server: Api, connections: number) => Promise<Aim>
}

export interface Effort {
  rounds: number
  /** Of one round. */
  seconds: number
}

/** @throws when two servers answer differently, or one answers with another status than the call expects */
export async function compareFloods(
  load: Worker<Flood, Flooded>,
  { what, ours, peers, aim }: Comparison,
  { rounds, seconds }: Effort,
): Promise<Figure[]> {
  const servers = [ours, ...peers.map(({ server }) => server)]
  await requireSameAnswers(servers, aim)
  const perSecond = new Map(servers.map((server): [Api, number[]] => [server, []]))
  const perCpuSecond = new Map(servers.map((server): [Api, number[]] => [server, []]))
  for (let round = 1 - WARM_UP_ROUNDS; round <= rounds; round += 1) {
    for (const server of servers) {
      const aimed = await aim(server, CONNECTIONS)
      const cpuBefore = cpuSeconds(server)
      const flooded = await load({
        kind: 'flood',
        url: server.url,
        connections: CONNECTIONS,
        until: { seconds },
        ...aimed,
      })
      if (round < 1) continue
      perSecond.get(server)?.push(flooded.calls / flooded.seconds)
      perCpuSecond.get(server)?.push(flooded.calls / (cpuSeconds(server) - cpuBefore))
    }
  }
  const of = (server: Api, map: Map<Api, number[]>): number[] => map.get(server) ?? []
  const perCpu = (server: Api): number => median(of(server, perCpuSecond))
  const shareOfCore = (server: Api): number => median(of(server, perSecond)) / perCpu(server)
  return peers.map(({ against, server, target }) => {
    const cpu = {
      ratio: perCpu(ours) / perCpu(server),
      ours: shareOfCore(ours),
      theirs: shareOfCore(server),
    }
    return compareRounds(
      { what, against, cpu, ...(target && { target }) },
      { unit: 'calls/s', ours: of(ours, perSecond), theirs: of(server, perSecond) },
    )
  })
}

async function requireSameAnswers(servers: Api[], aim: Comparison['aim']): Promise<void> {
  const answers = await Promise.all(servers.map((server) => ask(server, aim)))
  for (const answer of answers) {
    if (isDeepStrictEqual(answer, answers[0])) continue
    throw new Error(
      `Not the same answer: ${JSON.stringify(answers[0])} and ${JSON.stringify(answer)}`,
    )
  }
}

/** What a server answers, without what differs from one answer to the next. */
async function ask(server: Api, aim: Comparison['aim']): Promise<object> {
  const { call } = await aim(server, 1)
  const { method, path, headers = {}, body } = call
  const answer = await fetch(`${server.url}${path}`, { method, headers, body: body ?? null })
  const json: unknown = JSON.parse(await answer.text(), (key, value: unknown) =>
    VARYING.has(key) ? typeof value : value,
  )
  return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0], json }
}

const VARYING = new Set([
  'accessToken',
  'createdAt',
  'email',
  'id',
  'refreshToken',
  'requestId',
  'updatedAt',
])
