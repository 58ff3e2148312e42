// That the load tells of every answer but the expected one, and chains refreshes as a client does.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Flood, Flooded, Outcome, Pace, Paced } from './jobs.ts'

const load = fork(join(import.meta.dirname, 'load.ts'))
afterAll(() => load.kill())

async function ask(job: Flood | Pace): Promise<Outcome<Flooded | Paced>> {
  load.send(job)
  const [outcome] = (await once(load, 'message')) as [Outcome<Flooded | Paced>]
  return outcome
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  afterAll(() => server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Answers 200, and every tenth call 503. */
async function serveBadly(): Promise<string> {
  let calls = 0
  return serve((_req, res) => {
    calls += 1
    res.writeHead(calls % 10 === 0 ? 503 : 200).end()
  })
}

const call = { method: 'GET', path: '/', status: 200 } as const
const flood = { kind: 'flood', call, connections: 2, until: { calls: 40 } } as const
const pace = { kind: 'pace', call, perSecond: 40, seconds: 1 } as const

test('a flood counts what was answered as expected', async () => {
  const url = await serve((_req, res) => res.end())
  expect(await ask({ ...flood, url })).toMatchObject({ result: { calls: 40 } })
  expect(await ask({ ...pace, url })).toMatchObject({ result: { length: 40 } })
})

test('one answer of another status fails the round, and says which', async () => {
  const url = await serveBadly()
  expect(await ask({ ...flood, url })).toEqual({
    error:
      'Error: GET / is to be answered 200, and was 36 times 200, 4 times 503; errors: 0, of these 0 timeouts.',
  })
  expect(await ask({ ...pace, url })).toEqual({
    error: 'Error: GET / is to be answered 200, not 503.',
  })
})

test('a server that is not there fails the round', async () => {
  const url = 'http://127.0.0.1:1'
  expect(await ask({ ...flood, url, until: { seconds: 1 } })).toHaveProperty('error')
  expect(await ask({ ...pace, url })).toHaveProperty('error')
})

test('each refresh has the token of the answer before, connection by connection', async () => {
  const spent = new Map<string, number>()
  const url = await serve((req, res) => {
    req.setEncoding('utf8').once('data', (body: string) => {
      const { refreshToken } = JSON.parse(body) as { refreshToken: string }
      const [chain = '', turn] = refreshToken.split('.')
      const next = spent.get(chain) ?? 0
      spent.set(chain, next + 1)
      const answer = { refreshToken: `${chain}.${next + 1}` }
      res.writeHead(Number(turn) === next ? 200 : 401).end(JSON.stringify(answer))
    })
  })
  const refresh = { ...call, method: 'POST' } as const
  const job: Flood = { ...flood, url, call: refresh, refreshTokens: ['a.0', 'b.0'] }
  expect(await ask(job)).toMatchObject({ result: { calls: 40 } })
  expect([...spent.values()]).toEqual([20, 20])
})
