// The typed client when its tokens have expired and when answers are lost, against a live server.
import { setImmediate } from 'node:timers/promises'
import { startApi, startWithoutDatabase } from '@delete/api/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApiClient, isApiError, memoryTokens, type TokenStore } from './client.ts'

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
    const answer = await deliver(call, await fetch(`${target}${path}`, init))
    init.signal?.throwIfAborted()
    return answer
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

async function logIn() {
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

test('an access token that nobody can read is renewed like one that has expired', async () => {
  const { api, tokens } = await logIn()
  const { refreshToken = '' } = tokens.get() ?? {}
  tokens.set({ accessToken: 'unreadable', refreshToken })
  await api.users.me.query()
  expect(sent).toEqual(['users.me', 'auth.refresh', 'users.me'])
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

test('an answer that does not come in time counts as lost, of a query as of a refresh', async () => {
  const { api } = await logIn()
  server.advance(1801)
  const limits: AbortController[] = []
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const limit = new AbortController()
    limits.push(limit)
    return limit.signal
  })
  const late = new Set(['users.me', 'auth.refresh'])
  deliver = (call, answer) => {
    if (late.delete(call)) limits.at(-1)?.abort()
    return answer
  }
  await api.users.me.query()
  timeout.mockRestore()
  expect(sent).toEqual(['users.me', 'users.me', 'auth.refresh', 'auth.refresh', 'users.me'])
})

test('a store may take its time', async () => {
  const { tokens } = await logIn()
  const slow: TokenStore = {
    get: () => setImmediate(tokens.get()),
    set: async (pair) => tokens.set(await setImmediate(pair)),
  }
  const api = createApiClient({ url: server.url, tokens: slow })
  server.advance(1801)
  await Promise.all([api.users.me.query(), api.users.me.query()])
  expect(sent.filter((call) => call === 'auth.refresh')).toHaveLength(1)
})

test('who has logged in during the refresh of somebody else is renewed on their own', async () => {
  const { api, tokens } = await logIn()
  const other = await server.signUp()
  server.advance(1801)
  const heard: Promise<unknown>[] = []
  deliver = (call, answer) => {
    if (call === 'auth.refresh' && heard.length === 0) {
      tokens.set(other.tokens)
      heard.push(api.users.me.query())
    }
    return answer
  }
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(await heard[0]).toMatchObject({ id: other.userId })
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

test('a call that its caller has given up is not made again, nor waited for', async () => {
  const { api } = await logIn()
  const controller = new AbortController()
  deliver = () => {
    controller.abort()
    throw LOST
  }
  const timers = vi.spyOn(globalThis, 'setTimeout')
  expect(await refusalOf(api.users.me.query(undefined, { signal: controller.signal }))).toBeNull()
  expect(timers).not.toHaveBeenCalledWith(expect.anything(), 200)
  expect(sent).toEqual(['users.me'])
})

test('a call that its caller has given up during the refresh is not made again', async () => {
  const { api } = await logIn()
  server.advance(1801)
  const controller = new AbortController()
  deliver = (call, answer) => {
    if (call === 'auth.refresh') controller.abort()
    return answer
  }
  const query = api.users.me.query(undefined, { signal: controller.signal })
  expect(await refusalOf(query)).toBe('auth.unauthenticated')
  expect(sent).toEqual(['users.me', 'auth.refresh'])
})

test('a call that is refused with its new token too is not made a third time', async () => {
  const { api } = await logIn()
  server.advance(1801)
  deliver = (call, answer) => {
    if (call === 'auth.refresh') server.advance(1801)
    return answer
  }
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(sent).toEqual(['users.me', 'auth.refresh', 'users.me'])
})

test('a refresh that comes second takes what the first, in another tab, has kept', async () => {
  const { api, tokens } = await logIn()
  server.advance(1801)
  const others = createApiClient({ url: server.url, tokens })
  let isFirst = true
  deliver = async (call, answer) => {
    if (call === 'auth.refresh' && isFirst) {
      isFirst = false
      await others.users.me.query()
    }
    return answer
  }
  await api.users.me.query()
  expect(sent.filter((call) => call === 'auth.refresh')).toHaveLength(2)
})

test('a call is not made again for somebody else who has logged in meanwhile', async () => {
  const { api, tokens } = await logIn()
  server.advance(1801)
  const other = await server.signUp()
  deliver = (call, answer) => {
    if (call === 'auth.refresh') tokens.set(other.tokens)
    return answer
  }
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(tokens.get()).toEqual(other.tokens)
  deliver = (_call, answer) => answer
  expect(await api.users.me.query()).toMatchObject({ id: other.userId })
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
