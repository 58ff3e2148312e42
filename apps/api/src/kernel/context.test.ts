// Where a call comes from: a caller may say what it likes, the proxies in front of us are believed.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startApi } from '@delete/api/testing'
import express from 'express'
import { onTestFinished, expect, test } from 'vitest'
import { createApp } from '../app.ts'
import { createContextFactory } from './context.ts'

const { deps } = await startApi()

/** The address that a call has, with so many proxies trusted, on the way of so many. */
async function addressOf(trusted: number, forwarded?: string, host = '127.0.0.1'): Promise<string> {
  const createContext = createContextFactory(deps, async () => null)
  const app = express().set('trust proxy', trusted)
  app.get('/', (req, res) => res.json(createContext(req).address))
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
  const env = { ...deps.env, trustProxy: 2 }
  expect(createApp({ ...deps, env }).get('trust proxy')).toBe(2)
})
