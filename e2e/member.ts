// A member of the tests: how they sign up, what they see, and what their browser keeps.
import { createHmac, randomUUID } from 'node:crypto'
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import { SECRET } from './servers.ts'

export const PASSWORD = 'correct horse battery staple'

const api = process.env.E2E_API_URL ?? ''

/** Signs up on the page, in whatever language, with an impatient click; answers the address. */
export async function signUp(
  page: Page,
  email = `ada-${randomUUID().slice(0, 8)}@example.com`,
  origin = '',
): Promise<string> {
  await page.goto(`${origin}/signup`)
  await page.locator('input[name=name]').fill('Ada')
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').dblclick()
  return email
}

export async function expectHome(page: Page, email: string): Promise<void> {
  await expect(page.getByRole('heading', { name: /^(?:Hello|Hallo), / })).toBeVisible()
  await expect(page.getByText(email)).toBeVisible()
}

/** Signs up, and is shown home. */
export async function join(page: Page): Promise<string> {
  const email = await signUp(page)
  await expectHome(page, email)
  return email
}

/** Fills in the log-in, in whatever language. */
export async function logIn(page: Page, email: string): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
}

/** Goes to a part of the account, in English. */
export async function openPart(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Account', exact: true }).click()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { name, exact: true, level: 1 })).toBeVisible()
}

/** What is said to whoever waits for it. */
export function expectStatus(scope: Page | Locator, text: string | RegExp): Promise<void> {
  return expect(scope.getByRole('status').filter({ hasText: text })).toBeVisible()
}

/** What is read with the title of a screen. */
export function expectNotice(page: Page, text: RegExp): Promise<void> {
  return expect(page.getByRole('heading', { level: 1 })).toHaveAccessibleDescription(text)
}

/** What is said to everybody at once. */
export function expectAlert(page: Page, text: string | RegExp): Promise<void> {
  return expect(page.getByRole('alert').filter({ hasText: text })).toBeVisible()
}

/** What a page, or all pages together, send to the api from now on: `users.me`, `auth.refresh`. */
export function listen(pages: Page | BrowserContext): string[] {
  const calls: string[] = []
  // One signature of two classes that declare the same event.
  ;(pages as Page).on('request', (request) => {
    const call = /\/trpc\/([\w.,]+)/.exec(request.url())?.[1]
    if (call && request.method() !== 'OPTIONS') calls.push(call)
  })
  return calls
}

/** The same token, signed like the first, except that its time is over. */
function expire(token: string): string {
  const [header, payload = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const over = Math.floor(Date.now() / 1000) - 60
  const text = JSON.stringify({ ...claims, iat: over - 1800, exp: over })
  const signed = `${header}.${Buffer.from(text).toString('base64url')}`
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`
}

/** Lets the api hear of access tokens, on their way from `users.me`, that their time is over. */
export async function expireTokens(
  pages: Page | BrowserContext,
  isOver: (token: string) => boolean,
): Promise<void> {
  await pages.route('**/trpc/users.me**', async (route) => {
    const headers = await route.request().allHeaders()
    const [, token = ''] = headers.authorization?.split(' ') ?? []
    const sent = isOver(token) ? expire(token) : token
    await route.continue({ headers: { ...headers, authorization: `Bearer ${sent}` } })
  })
}

async function post(path: string, headers: HeadersInit, body: unknown): Promise<Response> {
  const answer = await fetch(`${api}/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  expect(answer.ok).toBe(true)
  return answer
}

/** Logs a member in on another device; answers its access token. */
export async function logInElsewhere(email: string): Promise<string> {
  const answer = await post('/auth/login', {}, { email, password: PASSWORD })
  const { accessToken } = (await answer.json()) as { accessToken: string }
  return accessToken
}

/** Ends all sessions of a member, as they would from another device. */
export async function endSessions(email: string): Promise<void> {
  const accessToken = await logInElsewhere(email)
  await post('/auth/sessions/revoke-others', { authorization: `Bearer ${accessToken}` }, {})
}

/** The refresh token in the cookie of the api, which only the browser itself can see; and how often it was exchanged. */
export async function readCookie(
  context: BrowserContext,
): Promise<{ token: string; exchanges: number } | undefined> {
  const cookies = await context.cookies(api)
  const cookie = cookies.find(({ name }) => name === '__Host-session')
  if (!cookie) return undefined
  const claims = Buffer.from(cookie.value.split('.')[1] ?? '', 'base64url').toString()
  return { token: cookie.value, exchanges: JSON.parse(claims).seq }
}
