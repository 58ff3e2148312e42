// What becomes of a call's counts, and of the call, when they cannot be kept.
import { afterEach, expect, test, vi } from 'vitest'
import { startApi } from '@delete/api/testing'

const api = await startApi()
const unreachable = Object.assign(new Error('Nobody is there.'), { code: 'ETIMEDOUT' })

afterEach(() => vi.restoreAllMocks())

test('a log-in that has succeeded is answered, even when its counts cannot be given back', async () => {
  const { email, password } = await api.signUp()
  vi.spyOn(api.deps.limiter, 'giveBack').mockRejectedValue(unreachable)
  const { status } = await api.rest('POST', '/v1/auth/login', { email, password })
  expect(status).toBe(200)
  expect(api.log.join('')).toContain('A call is counted that should not be.')
})

test('a log-in that could not be counted to its end gives back what it was counted before', async () => {
  const { email } = await api.signUp()
  const logIn = (): ReturnType<typeof api.rest> =>
    api.rest('POST', '/v1/auth/login', { email, password: 'wrong' })
  const left = async (): Promise<number> =>
    Number(/"login.address";r=(\d+)/.exec((await logIn()).headers.get('ratelimit') ?? '')?.[1])
  const before = await left()

  const { limiter } = api.deps
  const { count } = limiter
  vi.spyOn(limiter, 'count').mockImplementation((key, seconds) =>
    key.startsWith('login.account') ? Promise.reject(unreachable) : count(key, seconds),
  )
  const givenBack = vi.spyOn(limiter, 'giveBack')
  expect((await logIn()).status).toBe(503)
  await Promise.all(givenBack.mock.results.map(({ value }) => value))
  vi.restoreAllMocks()
  expect(await left()).toBe(before - 1)
})

test('whoever hears that the database is away does not wait for counts to be given back', async () => {
  const { email } = await api.signUp()
  vi.spyOn(api.deps.limiter, 'giveBack').mockReturnValue(new Promise(() => undefined))
  vi.spyOn(api.deps.db, '$queryRaw').mockRejectedValue(unreachable)
  vi.spyOn(api.deps.db.user, 'findUnique').mockRejectedValue(unreachable)
  const { status } = await api.rest('POST', '/v1/auth/login', { email, password: 'wrong' })
  expect(status).toBe(503)
})
