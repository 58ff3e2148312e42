// An account, from sign-up to log-out, as its owner lives it in a browser.
import { expect, test } from '@playwright/test'
import {
  expectAlert,
  expectHome,
  expectStatus,
  listen,
  openPart,
  PASSWORD,
  signUp,
} from './member.ts'

test('logging in, by keyboard alone, after a wrong password', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('heading', { name: 'Meant to be deleted' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type(` ${email.toUpperCase()}`)
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong horse')
  await page.keyboard.press('Enter')
  await expectAlert(page, 'The e-mail address or the password is wrong. Check both and try again.')
  const password = page.getByLabel('Password')
  await password.focus()
  await page.keyboard.press('Tab')
  for (const type of ['text', 'password']) {
    await page.keyboard.press('Space')
    await expect(password).toHaveAttribute('type', type)
  }
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(PASSWORD)
  await page.keyboard.press('Enter')
  await expectHome(page, email)
})

test('an address that is taken is told at its field', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
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
  await expectAlert(page, /^The e-mail address or the password is wrong/)
  await expect(page.getByRole('button', { name: 'Log in' })).toBeFocused()
})

test('too many tries are told with the time to wait', async ({ page }) => {
  await page.route('**/trpc/auth.login**', async (route) => {
    const answer = await route.fetch()
    const text = (await answer.text())
      .replace('auth.invalid_credentials', 'request.rate_limited')
      .replace('"httpStatus":401', '"httpStatus":429')
    const headers = { ...answer.headers(), 'retry-after': '754' }
    await route.fulfill({ status: 429, headers, body: text })
  })
  await page.goto('/login')
  await page.getByLabel('E-mail address').fill('nobody@example.com')
  await page.getByLabel('Password').fill('wrong horse')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectAlert(page, 'Too many tries. Try again in 13 minutes.')
})

test('without the api it says so, and goes on by itself when the api is back', async ({ page }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  await page.route('**/trpc/**', (route) => route.abort())
  await page.reload()
  await expectStatus(page, 'Delete cannot be reached. Trying again…')
  await page.unroute('**/trpc/**')
  await expectHome(page, email)

  // On a screen that has all it needs, nothing else would ask.
  await page.route('**/trpc/**', (route) => route.abort())
  await openPart(page, 'Devices')
  await expectStatus(page, 'Delete cannot be reached. Trying again…')
  await page.getByRole('link', { name: 'Home' }).click()
  await expectHome(page, email)
  await page.unroute('**/trpc/**')
  await expect(page.getByText('Delete cannot be reached. Trying again…')).toBeHidden()

  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.route('**/trpc/**', (route) => route.abort())
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectAlert(page, /^Delete cannot be reached\./)
  await page.unroute('**/trpc/**')
  await page.getByRole('button', { name: 'Log in' }).click()
  await expectHome(page, email)
})
