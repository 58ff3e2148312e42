// An account, from sign-up to log-out, as its owner lives it in a browser.
import { createHmac } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { changeTokens, expectHome, PASSWORD, signUp } from './member.ts'
import { SECRET } from './servers.ts'

/** What the page sends to the api from now on: `users.me`, `auth.refresh`. */
function listen(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    const call = /\/trpc\/([\w.,]+)/.exec(request.url())?.[1]
    if (call && request.method() !== 'OPTIONS') calls.push(call)
  })
  return calls
}

/** A member on `page` and on a second tab beside it. */
async function signUpInTwoTabs(page: Page): Promise<{ email: string; other: Page }> {
  const email = await signUp(page)
  await expectHome(page, email)
  const other = await page.context().newPage()
  await other.goto('/')
  await expectHome(other, email)
  return { email, other }
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

test('signing up logs in, once, and a reload changes nothing', async ({ page }) => {
  const calls = listen(page)
  const email = await signUp(page)
  await expectHome(page, email)
  expect(calls).toEqual(['auth.signup', 'users.me'])
  await page.reload()
  await expectHome(page, email)
  await page.goto('/login')
  await expectHome(page, email)
})

test('an expired access token is renewed in silence, once', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await changeTokens(page, (tokens) => ({ ...tokens, accessToken: expire(tokens.accessToken) }))
  const calls = listen(page)
  await page.reload()
  await expectHome(page, email)
  expect(calls).toEqual(['users.me', 'auth.refresh', 'users.me'])
  await page.reload()
  await expectHome(page, email)
  expect(calls.slice(3)).toEqual(['users.me'])
})

test('a session that the api has ended is over, and the page says so', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await changeTokens(page, () => ({ accessToken: 'over', refreshToken: 'over' }))
  const calls = listen(page)
  await page.reload()
  await expect(page.getByText('Your session has ended. Please log in again.')).toBeVisible()
  await expect(page).toHaveURL('/login')
  expect(calls).toEqual(['users.me', 'auth.refresh'])
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
})

test('logging out forgets the tokens, in every tab, and asks the api for nothing more', async ({
  page,
}) => {
  const { other } = await signUpInTwoTabs(page)
  const calls = [listen(page), listen(other)]
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/login')
  await expect(other).toHaveURL('/login')
  await expect(page.getByText('Your session has ended')).toBeHidden()
  expect(await page.evaluate(() => localStorage.length)).toBe(0)
  await page.goto('/')
  await expect(page).toHaveURL('/login')
  expect(calls).toEqual([[], []])
})

test('who comes after sees nothing of who was there before, in any tab', async ({ page }) => {
  const { email, other } = await signUpInTwoTabs(page)
  const kept = await page.evaluate(() => localStorage.getItem('delete.session'))
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/login')
  const next = await signUp(page)
  await expectHome(page, next)
  await expectHome(other, next)
  for (const tab of [page, other]) await expect(tab.getByText(email)).toBeHidden()

  // From one member to another without a moment of nobody, as when two tabs log in at once.
  await page.evaluate((text) => localStorage.setItem('delete.session', text ?? ''), kept)
  await expectHome(other, email)
  await expect(other.getByText(next)).toBeHidden()
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
  await expect(page).toHaveURL('/login')
})

test('logging in, by keyboard alone, after a wrong password', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type(` ${email.toUpperCase()}`)
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong horse')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(
    'The e-mail address or the password is wrong. Check both and try again.',
  )
  await page.getByLabel('Password').focus()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expectHome(page, email)
})

test('an address that is taken is told at its field', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/login')
  await signUp(page, email)
  const field = page.getByLabel('E-mail address')
  await expect(field).toHaveAccessibleDescription(/^This e-mail address already has an account\./)
  await expect(field).toBeFocused()
  await expect(page.getByLabel('Password')).toHaveValue(PASSWORD)
})

test('what does not fit the contract is told at its field, before anything is sent', async ({
  page,
}) => {
  await page.goto('/signup')
  const calls = listen(page)
  await page.getByLabel('E-mail address').fill('ada')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  const descriptionOf = {
    Name: 'Must have at least 1 character',
    'E-mail address': 'Must be an e-mail address',
    Password: 'Must have at least 8 characters',
  }
  for (const [label, description] of Object.entries(descriptionOf)) {
    await expect(page.getByLabel(label)).toHaveAccessibleDescription(description)
    await expect(page.getByLabel(label)).toHaveAttribute('aria-invalid', 'true')
  }
  await expect(page.getByLabel('Name')).toBeFocused()
  await page.getByLabel('Name').fill('Ada')
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription('What other people will see.')
  expect(calls).toEqual([])
})

test('what only the api refuses is told at its field too', async ({ page }) => {
  await page.route('**/trpc/auth.signup**', (route) => {
    const input = { email: 'nobody', password: PASSWORD, name: 'Ada' }
    return route.continue({ postData: JSON.stringify({ 0: input }) })
  })
  await signUp(page)
  const field = page.getByLabel('E-mail address')
  await expect(field).toHaveAccessibleDescription('Must be an e-mail address')
  await expect(field).toBeFocused()
})

test('a refusal that is newer than the page is told in the words of the api', async ({ page }) => {
  await page.route('**/trpc/auth.login**', async (route) => {
    const answer = await route.fetch()
    const text = (await answer.text()).replace('auth.invalid_credentials', 'auth.of_tomorrow')
    await route.fulfill({ response: answer, body: text })
  })
  await page.goto('/login')
  await page.getByLabel('E-mail address').fill('nobody@example.com')
  await page.getByLabel('Password').fill('wrong horse')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toHaveText(/^The e-mail address or the password is wrong/)
  await expect(page.getByRole('button', { name: 'Log in' })).toBeFocused()
})

test('without the api it says so, and goes on by itself when the api is back', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.route('**/trpc/**', (route) => route.abort())
  await page.reload()
  await expect(page.getByRole('status')).toHaveText('Delete cannot be reached. Trying again…')
  await page.unroute('**/trpc/**')
  await expectHome(page, email)

  await page.getByRole('button', { name: 'Log out' }).click()
  await page.route('**/trpc/**', (route) => route.abort())
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expect(page.getByRole('alert')).toHaveText(/^Delete cannot be reached\./)
  await page.unroute('**/trpc/**')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectHome(page, email)
})
