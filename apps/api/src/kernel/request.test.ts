// The one line that each request leaves in the log, what never gets into it, and where a call comes from.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { startApi } from '@delete/api/testing'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { createApp } from '../app.ts'
import { createContextFactory } from './context.ts'

const api = await startApi()
const { email, password, tokens, userId } = await api.signUp()
const authorization = { authorization: `Bearer ${tokens.accessToken}` }

/** The lines of requests since the last time; a line is written when its answer has left. */
async function readLines(count: number): Promise<Record<string, unknown>[]> {
  await expect.poll(() => lines().length).toBe(count)
  const found = lines()
  api.log.length = 0
  return found
}

function lines(): Record<string, unknown>[] {
  return api.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
}

test('says method, pattern, status, time, request id and caller, once for each request', async () => {
  await readLines(1)
  const { headers } = await api.rest('GET', '/v1/users/me?a=b', undefined, {
    ...authorization,
    'x-request-id': 'the-first',
  })
  expect(headers.get('x-request-id')).toBe('the-first')
  expect(await readLines(1)).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      msg: 'request',
      method: 'GET',
      route: '/v1/users/me',
      status: 200,
      ms: expect.any(Number),
      requestId: 'the-first',
      userId,
    },
  ])
})

test.each([
  ['POST', '/v1/auth/login', 400, '/v1/auth/login'],
  ['HEAD', '/v1/health', 200, '/v1/health'],
  ['DELETE', '/v1/health', 405, '/v1/health'],
  ['GET', '/v1/openapi.json', 200, '/v1/openapi.json'],
  ['GET', '/docs/docs.css', 200, '/docs/docs.css'],
  ['GET', '/trpc/health.live', 200, '/trpc/health.live'],
  ['GET', '/trpc/health.live,users.me,health.live', 207, '/trpc/health.live,users.me'],
  ['GET', '/trpc/ada@example.com', 404, '/trpc/*'],
  ['GET', '/trpc/constructor', 404, '/trpc/*'],
  ['GET', '/v1/ada@example.com', 404, undefined],
])('%s %s leaves %d at %s', async (method, path, status, route) => {
  const query = path.includes(',') ? '?batch=1&input={}' : ''
  await fetch(`${api.url}${path}${query}`, { method })
  const [line] = await readLines(1)
  expect(line).toMatchObject({ method, status })
  expect(line?.['route']).toBe(route)
})

test('says so when the caller left before the answer', async () => {
  const { hostname, port } = new URL(api.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
  )
  // What is sent on one connection arrives before what is sent on a later one.
  await api.rest('GET', '/v1/health')
  socket.destroy()
  expect(await readLines(2)).toMatchObject([
    { route: '/v1/health' },
    { route: '/v1/auth/login', isAborted: true },
  ])
})

test('holds no token, password or address, whatever was sent and however it failed', async () => {
  const secret = `${email} ${password} ${tokens.refreshToken}`
  await api.rest('POST', '/v1/auth/login', { email, password })
  await api.rest('POST', '/v1/auth/login', { email, password: 'wrong password' })
  await api.rest('POST', '/v1/auth/refresh', { refreshToken: tokens.refreshToken }, authorization)
  await api.rest('GET', `/v1/${encodeURIComponent(secret)}?token=${tokens.accessToken}`)
  await api.rest('GET', '/v1/health', undefined, { 'x-request-id': secret, 'user-agent': email })
  await expect.poll(() => lines().length).toBe(5)
  expect(api.log.join('')).not.toMatch(/member1|example\.com|correct horse|wrong password|eyJ/)
})

/** The address that a call has, with so many proxies trusted, on the way of so many. */
async function addressOf(trusted: number, forwarded?: string, host = '127.0.0.1'): Promise<string> {
  const createContext = createContextFactory(api.deps, async () => null)
  const app = express().set('trust proxy', trusted)
  app.get('/', (req, res) => res.json(createContext(req, res).address()))
  const server = createServer(app).listen(0, host)
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = { ...(forwarded && { 'x-forwarded-for': forwarded }) }
  return String(await (await fetch(`http://127.0.0.1:${port}/`, { headers })).json())
}

test.each([
  [0, undefined, '127.0.0.1'],
  [0, '203.0.113.9', '127.0.0.1'],
  [1, '203.0.113.9', '203.0.113.9'],
  [1, '198.51.100.7, 203.0.113.9', '203.0.113.9'],
  [1, 'admin, 2001:db8::1', '2001:db8::1'],
  [2, '198.51.100.7, 203.0.113.9, 192.0.2.1', '203.0.113.9'],
  [1, undefined, '127.0.0.1'],
])('behind %d proxies, X-Forwarded-For %o says %s', async (trusted, forwarded, address) => {
  expect(await addressOf(trusted, forwarded)).toBe(address)
})

test('an IPv4 address is written as one, whatever socket it came by', async () => {
  expect(await addressOf(0, undefined, '::')).toBe('127.0.0.1')
})

test('how many proxies there are is a setting', () => {
  const env = { ...api.deps.env, trustProxy: 2 }
  expect(createApp({ ...api.deps, env }).get('trust proxy')).toBe(2)
})
