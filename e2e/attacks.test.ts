// The session cookie, attacked by pages of other origins; and what scripts of the app's own page can see of it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { expectHome, PASSWORD, readCookie, signUp } from './member.ts'

const api = process.env.E2E_API_URL ?? ''

/** Serves an empty page of somebody else's. */
async function servePage(port: number): Promise<{ port: number; stop: () => void }> {
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Foreign</title>')
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() }
}

interface Init {
  mode?: 'no-cors'
  headers?: Record<string, string>
  body?: string
}

/** What becomes of a request that a page makes with the cookie: what it reads, or that it reads nothing. */
function send(page: Page, path: string, init: Init): Promise<string> {
  return page.evaluate(
    async ([url, init]) => {
      try {
        const answer = await fetch(url, { method: 'POST', credentials: 'include', ...init })
        return answer.type === 'opaque' ? 'opaque' : `${answer.status} ${await answer.text()}`
      } catch {
        return 'refused'
      }
    },
    [`${api}${path}`, init] as const,
  )
}

const JSON_TYPE = { 'content-type': 'application/json' }
const FETCHES: [string, Init][] = [
  ['as the app', { headers: { ...JSON_TYPE, 'x-session': 'cookie' }, body: '{}' }],
  ['without the header', { headers: JSON_TYPE, body: '{}' }],
  ['without anything to ask for first', { body: '{}' }],
  ['with the header alone', { headers: { 'x-session': 'cookie' } }],
  ['without reading', { mode: 'no-cors', body: '{}' }],
  [
    'without reading, with the header',
    { mode: 'no-cors', headers: { 'x-session': 'cookie' }, body: '{}' },
  ],
]
const DOORS = ['/v1/auth/refresh', '/trpc/auth.refresh', '/trpc/auth.refresh?batch=1']

for (const [where, host, fixedPort] of [
  ['on another site', '127.0.0.1', 0],
  ['on the same site', 'localhost', 0],
  ['on the same site that may call the api', 'localhost', Number(process.env.E2E_GUEST_PORT)],
] as const) {
  test(`a page ${where}, but not of the app, cannot use the cookie`, async ({ page, context }) => {
    const { port, stop } = await servePage(fixedPort)
    const email = await signUp(page)
    await expectHome(page, email)
    const cookie = await readCookie(context)
    const statuses: number[] = []
    context.on('response', (response) => {
      if (response.url().startsWith(api) && response.request().method() !== 'OPTIONS') {
        statuses.push(response.status())
      }
    })

    const foreign = await context.newPage()
    await foreign.goto(`http://${host}:${port}`)
    for (const door of DOORS) {
      for (const [how, init] of FETCHES) {
        expect(await send(foreign, door, init), `${door} ${how}`).toBe('refused')
      }
    }
    const asTheApp = { ...JSON_TYPE, 'x-session': 'cookie' }
    const login = JSON.stringify({ email, password: PASSWORD })
    expect(await send(foreign, '/v1/auth/login', { headers: asTheApp, body: login })).toBe(
      'refused',
    )
    expect(await send(foreign, '/v1/auth/login', { mode: 'no-cors', body: login })).toBe('refused')
    expect(await foreign.evaluate(() => document.cookie)).toBe('')

    for (const door of DOORS) {
      for (const enctype of ['text/plain', 'application/x-www-form-urlencoded']) {
        await foreign.goto(`http://${host}:${port}`)
        await foreign.evaluate(
          ([action = '', enctype = '']) => {
            document.body.innerHTML = `<form method="post"><input name='{"a":"' value='"}'></form>`
            const [form] = document.forms
            if (form) Object.assign(form, { action, enctype }).submit()
          },
          [`${api}${door}`, enctype],
        )
        await foreign.waitForURL(`${api}${door}`)
      }
    }
    stop()

    // Those of the forms: of what a page asks for itself, the browser hands over nothing (Cross-Origin-Resource-Policy).
    expect(statuses).toHaveLength(DOORS.length * 2)
    expect(statuses.filter((status) => status < 400)).toEqual([])
    expect(await readCookie(context)).toEqual(cookie)
    await page.reload()
    await expectHome(page, email)
    expect((await readCookie(context))?.exchanges).toBe((cookie?.exchanges ?? 0) + 1)
  })
}

test('a script of the app’s own page can use the cookie and never see it', async ({
  page,
  context,
}) => {
  const bodies: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().startsWith(`${api}/trpc/`) && response.request().method() !== 'OPTIONS') {
      bodies.push(response.text())
    }
  })
  const email = await signUp(page)
  await expectHome(page, email)
  const tokens = [(await readCookie(context))?.token ?? '']
  await page.reload()
  await expectHome(page, email)
  tokens.push((await readCookie(context))?.token ?? '')
  const asTheApp = { headers: { ...JSON_TYPE, 'x-session': 'cookie' }, body: '{}' }
  bodies.push(send(page, '/v1/auth/refresh', asTheApp))
  expect(await bodies.at(-1)).toMatch(/^200 /)
  tokens.push((await readCookie(context))?.token ?? '')
  expect(new Set(tokens).size).toBe(3)

  const seen = await page.evaluate(async () => [
    document.cookie,
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
    JSON.stringify(await cookieStore.getAll()),
    JSON.stringify(await indexedDB.databases()),
  ])
  expect(seen).toEqual([
    '',
    expect.stringMatching(/^\{"delete.member":"[\w-]{36}"\}$/),
    '{}',
    '[]',
    '[]',
  ])
  expect(bodies.length).toBeGreaterThanOrEqual(5)
  for (const body of await Promise.all(bodies)) {
    expect(body).not.toContain('refreshToken')
    for (const token of tokens) expect(body).not.toContain(token)
  }
  const [cookie] = await context.cookies(api)
  expect(cookie).toMatchObject({
    name: '__Host-session',
    domain: 'localhost',
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  })
})

test('a script that gets into the page is not run, and nothing is sent to anybody else', async ({
  page,
}) => {
  await expectHome(page, await signUp(page))
  const [inline, evaluated, sent] = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.planted = true'
    document.body.append(script)
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="data:," onerror="window.planted = true">',
    )
    // oxlint-disable-next-line typescript/no-implied-eval -- it is what is tried.
    const evaluate = (): unknown => new Function('return true')()
    const tried = async (work: () => unknown): Promise<boolean> => {
      try {
        await work()
        return true
      } catch {
        return false
      }
    }
    // Not in the turn in which the test itself is evaluated, which may.
    await new Promise((resolve) => setTimeout(resolve))
    return [
      'planted' in window,
      await tried(evaluate),
      await tried(() => fetch('http://127.0.0.1:9/', { mode: 'no-cors' })),
    ]
  })
  expect([inline, evaluated, sent]).toEqual([false, false, false])
})
