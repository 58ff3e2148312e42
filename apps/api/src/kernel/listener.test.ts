// The server at its edges: callers that dawdle or send what is no request, and giving the port back.
import { EventEmitter, once } from 'node:events'
import type { RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { parseEnv } from './env.ts'
import { SERVER_LIMITS } from './limits.ts'
import { listen, type Listener } from './listener.ts'
import { logOptions } from './log.ts'
import { trackRequests } from './request.ts'

const SHORT = {
  ...SERVER_LIMITS,
  headersTimeout: 100,
  requestTimeout: 200,
  connectionsCheckingInterval: 20,
}
const HELLO = 'GET / HTTP/1.1\r\nHost: a\r\n'
const open: Listener[] = []
afterEach(() => Promise.all(open.splice(0).map(({ close }) => close())))

async function serve(app: RequestListener, options?: Parameters<typeof listen>[2]) {
  const deps = { env: { ...parseEnv({}), port: 0 }, log: pino({ level: 'silent' }) }
  const listener = await listen(app, deps, options)
  return listener
}

/** A connection as a caller has it, and all that comes back on it. */
function dial({ port }: Listener): { socket: Socket; read: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return { socket, read: once(socket, 'close').then(() => text) }
}

test.each([
  ['a connection that says nothing', '', 408, 'request.timeout'],
  ['headers that come slowly', HELLO, 408, 'request.timeout'],
  [
    'a body that comes slowly',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{',
    408,
    'request.timeout',
  ],
  [
    'headers of 20 KB',
    `${HELLO}X: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'request.headers_too_large',
  ],
  ['what is no HTTP', '\x16\x03\x01\x02\r\n\r\n', 400, 'request.malformed'],
])('%s is cut off, and told why', async (_what, sent, status, code) => {
  const listener = await serve((req, res) => req.resume().on('end', () => res.end()), {
    limits: SHORT,
  })
  open.push(listener)
  const { socket, read } = dial(listener)
  socket.write(sent)
  const [head = '', body = ''] = (await read).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*application/problem\\+json`, 's'))
  const id = /X-Request-Id: (\S+)/.exec(head)?.[1]
  expect(JSON.parse(body)).toMatchObject({ status, code, requestId: id, issues: [] })
})

test('a request that is cut off keeps the id it came with, in its answer and in its line', async () => {
  const heard = new EventEmitter()
  const lines: string[] = []
  const log = pino(logOptions, { write: (line: string) => lines.push(line) })
  const app = express()
    .use(trackRequests(log))
    .use((req) => {
      heard.emit('request')
      req.resume()
    })
  const listener = await serve(app, { limits: SHORT })
  open.push(listener)
  const { socket, read } = dial(listener)
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\nContent-Length: 9\r\n\r\n{')
  expect(await read).toMatch(/^HTTP\/1.1 408 .*X-Request-Id: mine\r\n.*"requestId":"mine"/s)
  await expect.poll(() => lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'mine', status: 408 })

  const impatient = dial(listener).socket
  impatient.write(`${HELLO}\r\n`)
  await once(heard, 'request')
  impatient.destroy()
  await expect.poll(() => lines).toHaveLength(2)
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ status: 499, isAborted: true })
})

test.each([
  ['a request', 1],
  ['several', 3],
])('what is broken behind %s that are whole takes no answer from them', async (_what, count) => {
  const heard = new EventEmitter()
  let requests = 0
  const listener = await serve((req, res) => {
    requests += 1
    req.resume()
    heard.once('broken', () => res.end(`answer to ${req.url}`))
    if (requests === count) heard.emit('all')
  })
  open.push(listener)
  const { socket, read } = dial(listener)
  const all = once(heard, 'all')
  const post = (at: number): string =>
    `POST /${at} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}`
  const posts = Array.from({ length: count }, (_, at) => post(at)).join('')
  socket.write(`${posts}}}garbage\r\n\r\n`)
  await all
  // The whole of what was written has been looked at by the end of the turn.
  setImmediate(() => heard.emit('broken'))
  const text = await read
  expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(Array(count).fill('HTTP/1.1 200'))
  for (let at = 0; at < count; at += 1) expect(text).toContain(`answer to /${at}`)
})

test('an answer that is under way is broken off, never followed by another', async () => {
  const listener = await serve((_req, res) => void res.write('half'))
  open.push(listener)
  const { socket, read } = dial(listener)
  socket.write(`${HELLO}\r\n`)
  await once(socket, 'data')
  socket.write('no HTTP\r\n\r\n')
  expect(await read).not.toContain('problem+json')
})

test('a connection is kept longer than proxies keep theirs', async () => {
  const listener = await serve((_req, res) => res.end())
  open.push(listener)
  const { headers } = await fetch(`http://127.0.0.1:${listener.port}/`)
  expect(headers.get('keep-alive')).toBe('timeout=65')
})

test('stopping, it answers what is in hand, and cuts only connections that ask for nothing', async () => {
  const asked = Promise.withResolvers<void>()
  const stopping = Promise.withResolvers<void>()
  const listener = await serve((_req, res) => {
    asked.resolve()
    void stopping.promise.then(() => res.end('answered'))
  })
  const silent = dial(listener)
  await once(silent.socket, 'connect')
  const busy = dial(listener)
  busy.socket.write(`${HELLO}\r\n`)
  await asked.promise
  const closed = listener.close()
  await silent.read
  stopping.resolve()
  expect(await busy.read).toMatch(/^HTTP\/1.1 200 .*Connection: close\r\n.*answered/s)
  await closed
})

test('stopping, it answers all that one connection has asked for', async () => {
  const heard = new EventEmitter()
  const listener = await serve((req, res) => {
    heard.emit(req.url ?? '')
    heard.once('go', () => res.end(`answer to ${req.url}`))
  })
  const { socket, read } = dial(listener)
  const ask = async (path: string): Promise<void> => {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    await once(heard, path)
  }
  await ask('/before')
  const closed = listener.close()
  await ask('/after')
  await ask('/last')
  heard.emit('go')
  const text = await read
  await closed
  expect(text.match(/answer to \S+(?=HTTP|$)/g)).toEqual([
    'answer to /before',
    'answer to /after',
    'answer to /last',
  ])
  expect(text.match(/Connection: close/g)).toHaveLength(1)
})

test('stopping, it answers what is on its way over a connection that looked idle', async () => {
  const listener = await serve((_req, res) => res.end('answered'))
  const { socket, read } = dial(listener)
  socket.write(`${HELLO}\r\n`)
  await once(socket, 'data')
  const closed = listener.close()
  socket.write(`${HELLO}\r\n`)
  const [, first = '', second = ''] = (await read).split('HTTP/1.1 200')
  expect(first).toMatch(/Connection: keep-alive.*answered/s)
  expect(second).toMatch(/Connection: close.*answered/s)
  await closed
})

test('stopping, it answers those whose connection waits to be accepted', async () => {
  const listener = await serve((_req, res) => res.end('answered'))
  const callers = Array.from({ length: 20 }, () => dial(listener))
  for (const { socket } of callers) socket.write(`${HELLO}\r\n`)
  await listener.close()
  for (const { read } of callers) expect(await read).toMatch(/^HTTP\/1.1 200 .*answered/s)
})

test('stopping, it tells those that it could not answer in time to try again', async () => {
  const listener = await serve(() => undefined, { graceMs: 50 })
  const { socket, read } = dial(listener)
  socket.write(`${HELLO}\r\n`)
  await once(socket, 'connect')
  await listener.close()
  expect(await read).toMatch(/^HTTP\/1.1 503 .*Retry-After: \d+\r\n.*"service.unavailable"/s)
})
