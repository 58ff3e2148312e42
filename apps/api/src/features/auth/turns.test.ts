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
  const hash = async (cost: number): Promise<void> => {
    await verifyPassword('wrong password', undefined, cost).catch((error: unknown) =>
      expect(error).toMatchObject({ reason: 'service.busy' }),
    )
  }
  // One for each core takes most of a second; until it is over, those who wait have all the places.
  const slow = Array.from({ length: availableParallelism() }, () => hash(13))
  await setImmediate()
  const crowd = Array.from({ length: 64 * availableParallelism() }, () => hash(4))
  expect(await logIn(password)).toBe(503)
  await Promise.all([...slow, ...crowd])
  expect(await logIn(password)).toBe(200)
})
