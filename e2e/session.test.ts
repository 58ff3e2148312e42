// A session in the browser of its owner: what it outlives, how it ends, and who shares it.
import { expect, type Page, test } from '@playwright/test'
import {
  endSessions,
  expectAlert,
  expectHome,
  expectNotice,
  expireTokens,
  listen,
  PASSWORD,
  readCookie,
  signUp,
} from './member.ts'

const api = process.env.E2E_API_URL ?? ''

/** A member on `page` and on a second tab beside it. */
async function signUpInTwoTabs(page: Page): Promise<{ email: string; other: Page }> {
  const email = await signUp(page)
  await expectHome(page, email)
  const other = await page.context().newPage()
  await other.goto('/')
  await expectHome(other, email)
  return { email, other }
}

test('signing up logs in, once, and a reload changes nothing', async ({ page }) => {
  const calls = listen(page)
  const email = await signUp(page)
  await expectHome(page, email)
  expect(calls.filter((call) => call.startsWith('auth.'))).toEqual([
    'auth.signup',
    'auth.listSessions,auth.listEvents',
  ])
  await page.reload()
  await expectHome(page, email)
  expect(calls.filter((call) => call === 'auth.refresh')).toHaveLength(1)
  expect(calls.filter((call) => call === 'auth.signup')).toHaveLength(1)
  await page.goto('/login')
  await expectHome(page, email)
})

test('at the other name of the same machine it works as well', async ({ page, baseURL }) => {
  const twin = (baseURL ?? '').replace('localhost', '127.0.0.1')
  const email = await signUp(page, undefined, twin)
  await expectHome(page, email)
  await page.reload()
  await expectHome(page, email)
  expect(page.url()).toBe(`${twin}/`)
})

test('an expired access token is renewed in silence, once', async ({ page }) => {
  let sent: string | undefined
  // Not by `times`: of a request that is made while the last route goes, Playwright says nothing.
  await expireTokens(page, (token) => token === (sent ??= token))
  const calls = listen(page)
  const email = await signUp(page)
  await expectHome(page, email)
  expect(calls.filter((call) => call === 'auth.refresh')).toHaveLength(1)
  expect(calls.filter((call) => call.includes('users.me'))).toHaveLength(2)

  // That it was renewed has nothing to do with how it ends.
  const other = await page.context().newPage()
  await other.goto('/')
  await other.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
})

test('a refresh that is refused for being one of too many logs nobody out', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.route('**/trpc/auth.refresh', async (route) => {
    const answer = await route.fetch()
    const data = { code: 'request.rate_limited', httpStatus: 429, issues: [], requestId: '' }
    const body = JSON.stringify({ error: { message: 'Too many tries.', code: -32_029, data } })
    const headers = { ...answer.headers(), 'retry-after': '7' }
    await route.fulfill({ status: 429, headers, body })
  })
  await page.reload()
  await expectAlert(page, 'Too many tries. Try again in 7 seconds.')
  await page.unroute('**/trpc/auth.refresh')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expectHome(page, email)
})

test('a session that was ended elsewhere is over, and the page says so', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await endSessions(email)
  const calls = listen(page)
  await page.reload()
  await expect(page.getByText('Your session has ended. Please log in again.')).toBeVisible()
  await expect(page).toHaveURL('/login')
  expect(calls.filter((call) => call === 'auth.refresh')).toHaveLength(1)
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('so is one whose cookie the browser has lost, and a new log-in begins another', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await context.clearCookies()
  await page.reload()
  await expect(page.getByText('Your session has ended. Please log in again.')).toBeVisible()
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectHome(page, email)
  await page.reload()
  await expectHome(page, email)
})

test('logging out ends the session at the api and in every tab, and asks for nothing more', async ({
  page,
  context,
}) => {
  const { other } = await signUpInTwoTabs(page)
  const cookie = await readCookie(context)
  const calls = [listen(page), listen(other)]
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
  await expect(other).toHaveURL('/welcome')
  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { name: 'Meant to be deleted' })).toBeVisible()
  }
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
  expect(await readCookie(context)).toBeUndefined()
  await page.goto('/')
  await expect(page).toHaveURL('/welcome')
  expect(calls).toEqual([['auth.logout'], []])
  const again = await fetch(`${api}/v1/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: cookie?.token }),
  })
  expect(again.status).toBe(401)
})

test('logging out while the api is away is over here at once, and says what is left', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const cookie = await readCookie(context)
  await page.route('**/trpc/**', (route) => route.abort())
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/login')
  await expectNotice(page, /could not be reached to end your session/)
  expect(await readCookie(context)).toEqual(cookie)

  // Whoever logs in next ends what was left.
  await page.unroute('**/trpc/**')
  await signUp(page)
  await expect(page.getByRole('heading', { name: /^Hello, / })).toBeVisible()
  const left = await fetch(`${api}/v1/auth/refresh`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refreshToken: cookie?.token }),
  })
  expect(left.status).toBe(401)
})

test('logging out without a network leads to a log-in that this browser never showed', async ({
  page,
  browser,
}) => {
  await expectHome(page, await signUp(page))
  // A browser that has nothing of the app yet.
  const context = await browser.newContext({ storageState: await page.context().storageState() })
  const tab = await context.newPage()
  const came: string[] = []
  tab.on('requestfinished', (request) => came.push(request.url()))
  await tab.goto('/')
  const ofStrangers = [/strangers-[\w-]+\.js$/, /Toaster-[\w-]+\.js$/]
  for (const file of ofStrangers) {
    await expect.poll(() => came.some((url) => file.test(url))).toBe(true)
  }
  // What is said to everybody, to members, and to strangers.
  await expect.poll(() => new Set(came.filter((url) => /\/en-[\w-]+\.js$/.test(url))).size).toBe(3)
  await context.setOffline(true)
  await tab.getByRole('button', { name: 'Log out' }).click()
  await expect(tab).toHaveURL('/login')
  await expectNotice(tab, /could not be reached to end your session/)
  await context.close()
})

test('who comes after sees nothing of who was there before, in any tab', async ({ page }) => {
  const { email, other } = await signUpInTwoTabs(page)
  const kept = await page.evaluate(() => localStorage.getItem('delete.member'))
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
  const next = await signUp(page)
  await expectHome(page, next)
  await expectHome(other, next)
  for (const tab of [page, other]) await expect(tab.getByText(email)).toBeHidden()

  // From one member to another without a moment of nobody, as when two tabs log in at once.
  await page.evaluate(
    async ([url = '', email, password, member = '']) => {
      await fetch(`${url}/v1/auth/login`, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json', 'x-session': 'cookie' },
        body: JSON.stringify({ email, password }),
      })
      localStorage.setItem('delete.member', member)
    },
    [api, email, PASSWORD, kept ?? ''],
  )
  await expectHome(other, email)
  await expect(other.getByText(next)).toBeHidden()
})

test('tokens that an older version of the page has kept are gone', async ({ page }) => {
  await page.goto('/login')
  await page.evaluate(() => localStorage.setItem('delete.session', '{"refreshToken":"old"}'))
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('a browser that keeps nothing has a session until the page is left', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  const email = await signUp(page)
  await expectHome(page, email)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
})
