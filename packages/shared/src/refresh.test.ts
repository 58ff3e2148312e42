// The typed client when its tokens have expired and when answers are lost, against a live server.
import { startApi, startWithoutDatabase } from '@delete/api/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApiClient, isApiError, memoryTokens } from './client.ts'

const server = await startApi()
const DAY = 86_400
const LOST = new TypeError('fetch failed')

/** Which calls were sent since the test began: `users.me`, `auth.refresh`; a batch is one. */
let sent: string[]
/** Decides what becomes of an answer that the server has given. */
let deliver: (call: string, answer: Response) => Response | Promise<Response>

/** Which server gets to hear of a refresh. */
let refreshAt: string

const { fetch } = globalThis

beforeEach(() => {
  sent = []
  deliver = (_call, answer) => answer
  refreshAt = server.url
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const path = input.slice(server.url.length)
    const call = /^\/trpc\/([\w.,]+)/.exec(path)?.[1] ?? ''
    sent.push(call)
    const target = call === 'auth.refresh' ? refreshAt : server.url
    return deliver(call, await fetch(`${target}${path}`, init))
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

async function logIn(): Promise<{
  api: ReturnType<typeof createApiClient>
  tokens: ReturnType<typeof memoryTokens>
}> {
  const member = await server.signUp()
  sent = []
  const tokens = memoryTokens(member.tokens)
  return { api: createApiClient({ url: server.url, tokens }), tokens }
}

/** What a call rejects with, as far as the api has said it: its code, or `null` where no answer came. */
async function refusalOf(call: Promise<unknown>): Promise<string | null> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  return isApiError(error) ? error.data.code : null
}

/** Loses the answer to the first `count` requests for `call`: the server has had them. */
function lose(call: string, count: number): void {
  let left = count
  deliver = (name, answer) => {
    if (name !== call || left === 0) return answer
    left -= 1
    throw LOST
  }
}

test('fifty calls with an expired access token share one refresh, and all are answered', async () => {
  const { api, tokens } = await logIn()
  const before = tokens.get()
  server.advance(1801)
  const answers = await Promise.all(Array.from({ length: 50 }, () => api.users.me.query()))
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
  expect(sent.filter((call) => call === 'auth.refresh')).toHaveLength(1)
  expect(sent).toHaveLength(3 + 1 + 3)
  expect(tokens.get()).not.toEqual(before)
})

test('a call that hears late of its expired token takes the one that is there by then', async () => {
  const { api } = await logIn()
  server.advance(1801)
  const late = Promise.withResolvers<void>()
  let isFirst = true
  deliver = async (_call, answer) => {
    if (isFirst) {
      isFirst = false
      await late.promise
    }
    return answer
  }
  const slow = api.users.me.query()
  await vi.waitFor(() => expect(sent).toEqual(['users.me']))
  await api.users.me.query()
  late.resolve()
  await slow
  expect(sent.filter((call) => call === 'auth.refresh')).toHaveLength(1)
})

test('a refused refresh is the end: the tokens are forgotten, and nothing more is tried', async () => {
  const { api, tokens } = await logIn()
  server.advance(8 * DAY)
  const calls = [api.users.me.query(), api.users.me.query()]
  expect(await Promise.all(calls.map(refusalOf))).toEqual([
    'auth.unauthenticated',
    'auth.unauthenticated',
  ])
  expect(tokens.get()).toBeNull()
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(sent).toEqual(['users.me,users.me', 'auth.refresh', 'users.me'])
})

test('a refresh token that nothing could make valid is forgotten too', async () => {
  const { api, tokens } = await logIn()
  tokens.set({ accessToken: 'none', refreshToken: '' })
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(tokens.get()).toBeNull()
})

test('a wrong password is no reason to refresh', async () => {
  const { api } = await logIn()
  const login = api.auth.login.mutate({ email: 'nobody@example.com', password: 'wrong' })
  expect(await refusalOf(login)).toBe('auth.invalid_credentials')
  expect(sent).toEqual(['auth.login'])
})

test('a lost answer to a refresh is asked for again, and nobody notices', async () => {
  const { api, tokens } = await logIn()
  server.advance(1801)
  lose('auth.refresh', 1)
  await api.users.me.query()
  expect(sent).toEqual(['users.me', 'auth.refresh', 'auth.refresh', 'users.me'])
  expect(tokens.get()).not.toBeNull()
})

test('a refresh that gets no answer at all fails the calls and keeps the tokens for the next ones', async () => {
  const { api, tokens } = await logIn()
  const before = tokens.get()
  server.advance(1801)
  lose('auth.refresh', 3)
  const calls = [api.users.me.query(), api.users.me.query()]
  expect(await Promise.all(calls.map(refusalOf))).toEqual([null, null])
  expect(sent).toEqual(['users.me,users.me', 'auth.refresh', 'auth.refresh', 'auth.refresh'])
  expect(tokens.get()).toEqual(before)
  await api.users.me.query()
  expect(tokens.get()).not.toEqual(before)
})

test('a service that cannot refresh at this moment says so, and the tokens are kept', async () => {
  const { api, tokens } = await logIn()
  server.advance(1801)
  refreshAt = await startWithoutDatabase(server)
  expect(await refusalOf(api.users.me.query())).toBe('service.unavailable')
  expect(sent).toEqual(['users.me', 'auth.refresh'])
  expect(tokens.get()).not.toBeNull()
})

test('the lost answer of a query is asked for again, up to twice', async () => {
  const { api } = await logIn()
  lose('users.me', 2)
  await api.users.me.query()
  lose('users.me', 3)
  expect(await refusalOf(api.users.me.query())).toBeNull()
  expect(sent).toHaveLength(6)
})

test('the lost answer of a call that may have had its effect is not asked for again', async () => {
  const { api } = await logIn()
  lose('auth.signup', 1)
  const account = { email: 'once@example.com', password: 'correct horse', name: 'Once' }
  expect(await refusalOf(api.auth.signup.mutate(account))).toBeNull()
  expect(await refusalOf(api.auth.signup.mutate(account))).toBe('auth.email_taken')
  expect(sent).toEqual(['auth.signup', 'auth.signup'])
})

test('a call that its caller has given up is not made again', async () => {
  const { api } = await logIn()
  const controller = new AbortController()
  deliver = () => {
    controller.abort()
    throw LOST
  }
  expect(await refusalOf(api.users.me.query(undefined, { signal: controller.signal }))).toBeNull()
  expect(sent).toHaveLength(1)
})

test('a refresh on its way does not log in again whoever has logged out meanwhile', async () => {
  const { api, tokens } = await logIn()
  server.advance(1801)
  deliver = (call, answer) => {
    if (call === 'auth.refresh') tokens.set(null)
    return answer
  }
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(tokens.get()).toBeNull()
})
