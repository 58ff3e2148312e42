// Cookie mode: a browser keeps the refresh token where no script reads it, and only the app's own pages may use it.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const APP = 'http://localhost:5173'
const fromApp = { 'x-session': 'cookie', origin: APP, 'sec-fetch-site': 'same-site' }

interface Account {
  email: string
  password: string
}

const post = (
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => api.rest('POST', `/v1/auth/${path}`, body, headers)

/** What the browser would send back. */
function cookieOf({ headers }: Answer): string {
  const [setCookie = ''] = headers.getSetCookie()
  return setCookie.split(';', 1)[0] ?? ''
}

async function logIn({
  email,
  password,
}: Account): Promise<{ cookie: string; accessToken: string }> {
  const answer = await post('login', { email, password }, fromApp)
  expect(answer.status).toBe(200)
  return { cookie: cookieOf(answer), ...(answer.body as { accessToken: string }) }
}

const isAlive = async (accessToken: string): Promise<boolean> => {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await api.rest('GET', '/v1/users/me', undefined, headers)).status === 200
}

test('signing up, logging in and refreshing hand the refresh token to the cookie alone', async () => {
  const account = { email: 'cookie@example.com', password: 'correct horse battery staple' }
  const signedUp = await post('signup', { ...account, name: 'Ada' }, fromApp)
  const loggedIn = await post('login', account, fromApp)
  const refreshed = await post('refresh', {}, { ...fromApp, cookie: cookieOf(loggedIn) })
  expect([signedUp.status, loggedIn.status, refreshed.status]).toEqual([201, 200, 200])
  for (const answer of [signedUp, loggedIn, refreshed]) {
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-session=eyJ[\w-]+\.[\w-]+\.[\w-]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ])
    expect(JSON.stringify(answer.body)).not.toContain('refreshToken')
    expect(JSON.stringify(answer.body)).toContain('accessToken')
  }
  expect(cookieOf(refreshed)).not.toBe(cookieOf(loggedIn))
  const headers = { ...fromApp, cookie: cookieOf(refreshed) }
  expect((await post('refresh', undefined, headers)).status).toBe(200)
})

test('works through the tRPC door, in a batch too', async () => {
  const { email, password } = await api.signUp()
  const response = await fetch(`${api.url}/trpc/auth.login,health.get?batch=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...fromApp },
    body: JSON.stringify({ 0: { email, password } }),
  })
  expect(response.headers.getSetCookie()).toHaveLength(1)
  expect(await response.text()).not.toContain('refreshToken')
})

test('without the header there is no cookie, and a cookie counts for nothing', async () => {
  const { cookie } = await logIn(await api.signUp())
  const member = await api.signUp()
  const answer = await post('login', member, { cookie })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(answer.body).toHaveProperty('refreshToken')
  expect((await post('refresh', {}, { cookie })).status).toBe(400)
  expect((await post('refresh', {}, { ...fromApp, cookie })).status).toBe(200)
  const { status } = await api.rest('GET', '/v1/users/me', undefined, { ...fromApp, cookie })
  expect(status).toBe(401)
})

test.each(['Cookie', 'cookies', ''])('the mode %o is none, and is refused', async (mode) => {
  const answer = await post('login', await api.signUp(), { 'x-session': mode })
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code: 'request.invalid' })
})

test('a streamed answer, whose headers leave too early, is refused before anything is done', async () => {
  const { tokens } = await api.signUp()
  const response = await fetch(`${api.url}/trpc/auth.logout?batch=1`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'trpc-accept': 'application/jsonl',
      authorization: `Bearer ${tokens.accessToken}`,
      ...fromApp,
    },
    body: '{}',
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('request.not_streamed')
  expect(await isAlive(tokens.accessToken)).toBe(true)
})

test.each([
  ['no cookie', undefined],
  ['a cookie that is none', '__Host-session=nonsense'],
  ['a cookie of another name', 'session=nonsense'],
])('a refresh with %s is refused, and drops no cookie', async (_what, cookie) => {
  const answer = await post('refresh', {}, { ...fromApp, ...(cookie && { cookie }) })
  expect(answer.status).toBe(401)
  expect(answer.body).toMatchObject({ code: 'auth.invalid_refresh' })
  expect(answer.headers.getSetCookie()).toEqual([])
})

test('logging out drops the cookie', async () => {
  const { cookie, accessToken } = await logIn(await api.signUp())
  const headers = { ...fromApp, cookie, authorization: `Bearer ${accessToken}` }
  const answer = await post('logout', undefined, headers)
  expect(answer.status).toBe(204)
  expect(answer.headers.getSetCookie()).toEqual([
    '__Host-session=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  ])
  expect((await post('refresh', {}, { ...fromApp, cookie })).status).toBe(401)
})

test('logging in anew ends the session that the cookie held', async () => {
  const member = await api.signUp()
  const before = await logIn(member)
  const answer = await post('login', member, { ...fromApp, cookie: before.cookie })
  expect(answer.status).toBe(200)
  expect(await isAlive(before.accessToken)).toBe(false)
  expect(await isAlive(member.tokens.accessToken)).toBe(true)
  const stranger = await logIn(await api.signUp())
  await post('login', { ...member, password: 'wrong' }, { ...fromApp, cookie: stranger.cookie })
  expect(await isAlive(stranger.accessToken)).toBe(true)
})

describe('the pages of others', () => {
  const FOREIGN: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.example' }],
    ['another site that hides', { origin: 'null' }],
    ['our own other pages', { origin: 'https://trydelete.app' }],
    ['another port of this machine', { origin: 'http://localhost:3000' }],
    ['our name, one level down', { origin: 'http://localhost:5173.evil.example' }],
    ['a cross-site request', { 'sec-fetch-site': 'cross-site' }],
    ['a link or a bookmark', { 'sec-fetch-site': 'none' }],
    ['the app, as told by a foreign page', { origin: APP, 'sec-fetch-site': 'cross-site' }],
  ]

  test.each(FOREIGN)('%s: refused before anything is done', async (_what, headers) => {
    const member = await api.signUp()
    const { cookie, accessToken } = await logIn(member)
    const foreign = { 'x-session': 'cookie', cookie, ...headers }
    const bearer = { authorization: `Bearer ${accessToken}` }
    const answers = [
      await post('refresh', {}, foreign),
      await post('login', member, foreign),
      await post('signup', { ...member, email: 'new@example.com', name: 'Ada' }, foreign),
      await post('logout', undefined, { ...foreign, ...bearer }),
    ]
    for (const answer of answers) {
      expect(answer.status).toBe(403)
      expect(answer.body).toMatchObject({ code: 'request.cross_site' })
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(await isAlive(accessToken)).toBe(true)
    expect((await post('refresh', {}, { ...fromApp, cookie })).status).toBe(200)
  })

  test('may not send credentials at all: CORS allows that to the app alone', async () => {
    const allowed = async (origin: string): Promise<string | null> => {
      const headers = {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-session,content-type',
      }
      const { headers: answer } = await fetch(`${api.url}/v1/auth/refresh`, {
        method: 'OPTIONS',
        headers,
      })
      return answer.get('access-control-allow-credentials')
    }
    expect(await allowed(APP)).toBe('true')
    expect(await allowed('http://127.0.0.1:5173')).toBe('true')
    for (const origin of ['http://localhost:3000', 'https://trydelete.app', 'https://evil.example'])
      expect(await allowed(origin)).toBeNull()
  })
})
