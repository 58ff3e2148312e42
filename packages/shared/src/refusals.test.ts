// The typed client before refusals that are no reason to refresh, or to give up: against a live server.
import { startApi } from '@delete/api/testing'
import { limits } from '@delete/schemas/limits'
import { expect, test, vi } from 'vitest'
import { createApiClient, isApiError, memoryTokens, retryAfterOf } from './client.ts'
import { REFRESH_LIMIT_MS, RETRY_DELAYS_MS } from './refresh.ts'

const server = await startApi({ rateLimitFactor: 1 })

test('a call that wants the password once more is refused, and no reason to refresh', async () => {
  const { tokens } = await server.signUp()
  const store = memoryTokens(tokens)
  const api = createApiClient({ url: server.url, tokens: store })
  server.advance(700)
  const fetches = vi.spyOn(globalThis, 'fetch')
  const error: unknown = await api.auth.revokeOtherSessions.mutate().catch((reason) => reason)
  expect(isApiError(error) && error.data.code).toBe('auth.reauth_required')
  expect(fetches).toHaveBeenCalledOnce()
  expect(store.get()).toEqual(tokens)
})

test('too many refreshes log nobody out: the call says how long to wait, and the tokens are kept', async () => {
  const { tokens } = await server.signUp()
  const { refreshToken } = tokens
  const { quota } = limits['refresh.session']
  for (let times = 0; times < quota; times += 20) {
    const asks = Array.from({ length: 20 }, () =>
      server.rest('POST', '/v1/auth/refresh', { refreshToken }),
    )
    await Promise.all(asks)
  }
  const store = memoryTokens({ ...tokens, accessToken: 'unreadable' })
  const api = createApiClient({ url: server.url, tokens: store })
  const error: unknown = await api.users.me.query().catch((reason: unknown) => reason)
  if (!isApiError(error)) throw new Error('The call did not fail as an error of the api.')
  expect(error.data.code).toBe('request.rate_limited')
  const seconds = retryAfterOf(error) ?? 0
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  expect(store.get()?.refreshToken).toBe(tokens.refreshToken)
})

test('an error that names no time to wait has none', async () => {
  const api = createApiClient({ url: server.url })
  const error: unknown = await api.users.me.query().catch((reason: unknown) => reason)
  expect(isApiError(error) && retryAfterOf(error)).toBeUndefined()
})

test('all tries of one refresh end while the api still answers the first again', () => {
  const pauses = RETRY_DELAYS_MS.reduce((sum, pause) => sum + pause, 0)
  const longest = (RETRY_DELAYS_MS.length + 1) * REFRESH_LIMIT_MS + pauses
  expect(longest).toBeLessThanOrEqual(server.deps.env.refreshGraceSeconds * 1000)
})
