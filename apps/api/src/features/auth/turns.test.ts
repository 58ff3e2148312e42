// Whoever has waited for a turn has it, also when there is no room to look at the password.
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { startApi } from '@delete/api/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyPassword } from './passwords.ts'

const api = await startApi({ rateLimitFactor: 1 })

test('a turn that finds the queue of hashes full is kept', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const { email, password } = await api.signUp()
  const logIn = async (password: string): Promise<number> =>
    (await api.rest('POST', '/v1/auth/login', { email, password })).status
  for (let guess = 0; guess < 5; guess += 1) expect(await logIn('wrong password')).toBe(401)
  expect(await logIn(password)).toBe(429)
  vi.setSystemTime(Date.now() + 1000)
  const over = new AbortController()
  // Whatever place comes free is taken before a request can come for it.
  const crowd = Array.from({ length: 64 * availableParallelism() }, async () => {
    while (!over.signal.aborted) {
      await verifyPassword('wrong password', undefined, 8).catch((error: unknown) =>
        expect(error).toMatchObject({ reason: 'service.busy' }),
      )
      await setImmediate()
    }
  })
  expect(await logIn(password)).toBe(503)
  over.abort()
  await Promise.all(crowd)
  expect(await logIn(password)).toBe(200)
})
