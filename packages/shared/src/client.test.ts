// The typed client against a live server.
import { startApi } from '@delete/api/testing'
import type { ErrorCode } from '@delete/schemas/errors'
import { expect, expectTypeOf, test, vi } from 'vitest'
import { createApiClient, isApiError, memoryTokens } from './client.ts'
import type { RouterInputs, RouterOutputs } from './index.ts'

const { url } = await startApi()
const account: RouterInputs['auth']['signup'] = {
  email: 'ada@example.com',
  password: 'correct horse',
  name: 'Ada',
}

test('signs up, and is whoever its tokens say', async () => {
  const tokens = memoryTokens()
  const api = createApiClient({ url: `${url}/`, tokens })
  await api.auth.signup.mutate(account)
  tokens.set(await api.auth.login.mutate(account))
  const me = await api.users.me.query()
  expectTypeOf(me).toEqualTypeOf<RouterOutputs['users']['me']>()
  expect(me).toMatchObject({ email: 'ada@example.com', name: 'Ada' })
})

test('gives errors with a code, issues and a request id, all of them typed', async () => {
  const error = await createApiClient({ url })
    .auth.signup.mutate({ ...account, email: 'nobody' })
    .catch((reason: unknown) => reason)
  if (!isApiError(error)) throw new Error('The call did not fail as an error of the api.')
  expectTypeOf(error.data.code).toEqualTypeOf<ErrorCode>()
  expect(error.data).toMatchObject({
    code: 'request.invalid',
    httpStatus: 400,
    requestId: expect.any(String),
  })
  expect(error.data.issues[0]?.pointer).toBe('/email')
})

test('calls of the same tick travel as one request', async () => {
  const fetches = vi.spyOn(globalThis, 'fetch')
  const api = createApiClient({ url })
  await Promise.all([api.health.live.query(), api.health.ready.query()])
  expect(fetches).toHaveBeenCalledExactlyOnceWith(
    `${url}/trpc/health.live,health.ready?batch=1&input=%7B%7D`,
    expect.anything(),
  )
})

test('without tokens, a call that needs them is refused at once', async () => {
  const error: unknown = await createApiClient({ url })
    .users.me.query()
    .catch((reason: unknown) => reason)
  expect(isApiError(error) && error.data.code).toBe('auth.unauthenticated')
})
