// What is compared with what: our doors and the peers, on the same calls, and what the ratios are to be.
import type { Api } from '../servers.ts'
import type { Comparison } from './flood.ts'
import type { Call } from './jobs.ts'
import { askMe, JSON_HEADERS, refreshAgain } from './members.ts'
import type { Stage } from './stage.ts'

export const OURS = 'apps/api/src/main.ts'
export const FASTIFY = 'bench/peers/fastify.ts'

/** Has the form of ours, and was signed by nobody. */
const UNSIGNED_TOKEN = [
  Buffer.from('{"alg":"HS256","kid":"bench","typ":"JWT"}').toString('base64url'),
  Buffer.from('{"type":"refresh"}').toString('base64url'),
  Buffer.alloc(32).toString('base64url'),
].join('.')

const PERSON = { email: 'ada@example.com', name: 'Ada' }
const BATCH = 5

const calls = {
  health: get('/v1/health'),
  unsigned: post('/v1/auth/refresh', { refreshToken: UNSIGNED_TOKEN }, 401),
  invalid: post('/v1/auth/login', {}, 400),
  echo: post('/v1/echo', PERSON),
  query: get('/trpc/health.live'),
  mutation: post('/trpc/echo', PERSON),
  queries: get(`/trpc/${batchOf('health.live')}?batch=1&input=%7B%7D`),
  mutations: post(`/trpc/${batchOf('echo')}?batch=1`, {
    ...Array.from({ length: BATCH }, () => PERSON),
  }),
}

/** Starts every server that they need; they stay until the end, so that rounds can take turns. */
export async function prepareComparisons({ start }: Stage): Promise<Comparison[]> {
  const ours = await start(OURS, '/v1/ready')
  const echo = await start('bench/speed/echo.ts', '/v1/health')
  const ANSWERS = JSON.stringify({
    health: await hear(ours, calls.health),
    unsigned: await hear(ours, calls.unsigned),
    invalid: await hear(ours, calls.invalid),
  })
  const express = await start('bench/peers/express.ts', '/v1/health', { ANSWERS })
  const dressed = await start('bench/peers/expressDressed.ts', '/v1/health', { ANSWERS })
  const fastify = await start(FASTIFY, '/v1/health')
  const trpc = await start('bench/peers/trpc.ts', '/trpc/health.live', { ANSWERS })

  const rest = (what: string, ours: Api, call: Call, hasTarget = true): Comparison => ({
    what,
    ours,
    peers: [
      { against: 'Express 5', server: express, atLeast: 0.7 },
      { against: 'Express 5 + cors, helmet, pino-http', server: dressed, atLeast: 1.1 },
    ].map(({ atLeast, ...peer }) => ({ ...peer, ...(hasTarget && { target: { atLeast } }) })),
    aim: async () => ({ call }),
  })
  const adapter = (what: string, ours: Api, call: Call): Comparison => ({
    what,
    ours,
    peers: [{ against: 'tRPC’s Express adapter', server: trpc, target: { atLeast: 0.9 } }],
    aim: async () => ({ call }),
  })
  const handWritten = (what: string, atLeast: number, aim: Comparison['aim']): Comparison => ({
    what,
    ours,
    peers: [{ against: 'Fastify, by hand', server: fastify, target: { atLeast } }],
    aim,
  })
  return [
    rest('GET /v1/health', ours, calls.health),
    rest('POST, answered 200', echo, calls.echo),
    rest('POST, refused by 400', ours, calls.invalid),
    // Ours checks a signature, and Express knows the answer.
    rest('POST, refused by 401', ours, calls.unsigned, false),
    handWritten('GET /v1/users/me', 0.7, askMe),
    handWritten('refresh, chained', 0.6, refreshAgain),
    adapter('tRPC query', ours, calls.query),
    adapter('tRPC mutation', echo, calls.mutation),
    adapter(`tRPC batch of ${BATCH} queries`, ours, calls.queries),
    adapter(`tRPC batch of ${BATCH} mutations`, echo, calls.mutations),
  ]
}

async function hear({ url }: Api, { method, path, headers = {}, body }: Call): Promise<unknown> {
  const answer = await fetch(`${url}${path}`, { method, headers, body: body ?? null })
  return answer.json()
}

function get(path: string): Call {
  return { method: 'GET', path, status: 200 }
}

function post(path: string, body: object, status = 200): Call {
  return { method: 'POST', path, headers: JSON_HEADERS, body: JSON.stringify(body), status }
}

function batchOf(procedure: string): string {
  return Array<string>(BATCH).fill(procedure).join()
}
