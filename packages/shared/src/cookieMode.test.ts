// The typed client in cookie mode, against a live server, with a browser's cookie and a browser's tabs around it.
import { startApi } from '@delete/api/testing'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  createApiClient,
  type HeldTokens,
  isApiError,
  subjectOf,
  type TokenStore,
} from './client.ts'

const server = await startApi()
const { fetch } = globalThis

/** What the browser has of the api; null before the first answer that sets it, and after one that drops it. */
let cookie: string | null
/** Which calls were sent since the test began, with their bodies, and whether they asked for cookie mode. */
let sent: { call: string; body: unknown; asks: boolean }[]
/** What happens before an answer reaches the page. */
let beforeAnswer: (call: string) => Promise<void> | void

beforeEach(() => {
  cookie = null
  sent = []
  beforeAnswer = () => undefined
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const call = /\/trpc\/([\w.,]+)/.exec(input)?.[1] ?? ''
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    const headers = new Headers(init.headers)
    const isIncluded = init.credentials === 'include'
    sent.push({ call, body, asks: isIncluded && headers.get('x-session') === 'cookie' })
    if (isIncluded && cookie !== null) headers.set('cookie', `__Host-session=${cookie}`)
    const answer = await fetch(input, { ...init, headers })
    await beforeAnswer(call)
    const [, value] = /^__Host-session=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '') ?? []
    if (isIncluded && value !== undefined) cookie = value || null
    return answer
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const calls = (): string[] => sent.map(({ call }) => call)

type Tab = TokenStore & { held: HeldTokens | null }

/** A tab of the browser: what it holds in memory is its own. */
function openTab(
  member: string | undefined,
  exclusively?: TokenStore['exclusively'],
): { api: ReturnType<typeof createApiClient>; tab: Tab } {
  const tab: Tab = {
    held: member === undefined ? null : { member },
    get: () => tab.held,
    set: (tokens) => {
      tab.held = tokens && {
        member: subjectOf(tokens.accessToken),
        accessToken: tokens.accessToken,
      }
    },
    ...(exclusively && { exclusively }),
  }
  return { api: createApiClient({ url: server.url, tokens: tab, session: 'cookie' }), tab }
}

let accounts = 0

/** Signs up in a tab that is then closed; answers the member's id. */
async function signUp(): Promise<string> {
  const email = `cookie${++accounts}@example.com`
  const { user, tokens } = await openTab(undefined).api.auth.signup.mutate({
    email,
    password: 'correct horse',
    name: 'Ada',
  })
  expect(tokens).not.toHaveProperty('refreshToken')
  sent = []
  return user?.id ?? ''
}

async function refusalOf(call: Promise<unknown>): Promise<string | null> {
  const error: unknown = await call.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  return isApiError(error) ? error.data.code : null
}

test('who is logged in without an access token gets one before the first calls', async () => {
  const member = await signUp()
  const { api, tab } = openTab(member)
  const answers = await Promise.all([api.users.me.query(), api.users.me.query()])
  expect(answers.map(({ id }) => id)).toEqual([member, member])
  expect(calls()).toEqual(['auth.refresh', 'users.me,users.me'])
  expect(sent[0]?.body).toEqual({})
  expect(sent.map(({ asks }) => asks)).toEqual([true, true])
  expect(tab.held).toEqual({ member, accessToken: expect.any(String) })
})

test('an access token that has expired is renewed by the cookie', async () => {
  const { api } = openTab(await signUp())
  await api.users.me.query()
  server.advance(1801)
  await api.users.me.query()
  expect(calls().slice(2)).toEqual(['users.me', 'auth.refresh', 'users.me'])
})

test('a cookie that is worth nothing is the end: the member is forgotten, and the call is nobody’s', async () => {
  const { api, tab } = openTab(await signUp())
  cookie = null
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(calls()).toEqual(['auth.refresh', 'users.me'])
  expect(tab.held).toBeNull()
})

test('a call is not made for the member whom the cookie has come to mean since', async () => {
  const { api } = openTab(await signUp())
  const next = await signUp()
  expect(await refusalOf(api.users.me.query())).toBeNull()
  expect(calls()).toEqual(['auth.refresh'])
  expect(await api.users.me.query()).toMatchObject({ id: next })
})

test('a refresh on its way does not log in again whoever has logged out meanwhile', async () => {
  const { api, tab } = openTab(await signUp())
  beforeAnswer = (call) => {
    if (call === 'auth.refresh') tab.held = null
  }
  expect(await refusalOf(api.users.me.query())).toBe('auth.unauthenticated')
  expect(tab.held).toBeNull()
})

test('what begins a session waits for no refresh, so that it may hold the turn itself', async () => {
  const { api } = openTab(await signUp(), () => Promise.reject(new Error('Never.')))
  const login = api.auth.login.mutate({ email: 'cookie1@example.com', password: 'wrong' })
  expect(await refusalOf(login)).toBe('auth.invalid_credentials')
  expect(calls()).toEqual(['auth.login'])
})

test('a call that its caller has given up is not waited for, nor made', async () => {
  const { api } = openTab(await signUp())
  const controller = new AbortController()
  beforeAnswer = () => controller.abort()
  const query = api.users.me.query(undefined, { signal: controller.signal })
  expect(await refusalOf(query)).toBeNull()
  await api.users.me.query()
  expect(calls()).toEqual(['auth.refresh', 'users.me'])
})

test('tabs that take turns refresh one after the other', async () => {
  let last: Promise<unknown> = Promise.resolve()
  const takeTurns: TokenStore['exclusively'] = (work) => {
    const turn = last.then(work)
    last = Promise.allSettled([turn])
    return turn
  }
  const member = await signUp()
  const tabs = Array.from({ length: 5 }, () => openTab(member, takeTurns))
  const underWay: number[] = []
  beforeAnswer = (call) => {
    const asked = calls().filter((call) => call === 'auth.refresh').length
    if (call === 'auth.refresh') underWay.push(asked - underWay.length)
  }
  const answers = await Promise.all(tabs.map(({ api }) => api.users.me.query()))
  expect(answers.map(({ id }) => id)).toEqual(tabs.map(() => member))
  expect(underWay).toEqual(tabs.map(() => 1))
})

test('logging out ends the session and drops the cookie', async () => {
  const member = await signUp()
  const { api } = openTab(member)
  await api.users.me.query()
  const kept = cookie
  await api.auth.logout.mutate()
  expect(cookie).toBeNull()
  cookie = kept
  expect(await refusalOf(openTab(member).api.users.me.query())).toBe('auth.unauthenticated')
})
