// How the app is shown, by choice of whoever looks at it: its language, and light or dark.
import { expect, test } from '@playwright/test'
import { expectAlert, join, logIn, logInElsewhere, openPart, PASSWORD, signUp } from './member.ts'

test('a language is shown before it is kept, and taken back when it cannot be', async ({
  page,
}) => {
  await join(page)
  await openPart(page, 'Profile')
  const isAsked = Promise.withResolvers<void>()
  const isReleased = Promise.withResolvers<void>()
  await page.route('**/trpc/users.updateMe**', async (route) => {
    isAsked.resolve()
    await isReleased.promise
    await route.abort()
  })
  // Nor can it be asked what holds.
  await page.route('**/trpc/users.me**', (route) => route.abort())
  await page.getByText('Deutsch').click()
  await isAsked.promise
  await expect(page.getByRole('heading', { name: 'Profil', exact: true })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  isReleased.resolve()
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible()
  await expect(
    page.getByText(/^Delete (?:cannot be reached|ist nicht zu erreichen)\./).first(),
  ).toBeVisible()
})

test('a language goes with its member, to where the browser has another', async ({
  page,
  browser,
}) => {
  const email = await join(page)
  await openPart(page, 'Profile')
  const isSaved = page.waitForResponse('**/trpc/users.updateMe**')
  await page.getByText('Deutsch').click()
  await isSaved
  const elsewhere = await browser.newContext({ locale: 'en-GB' })
  const other = await elsewhere.newPage()
  await other.goto('/login')
  await expect(other.getByRole('heading', { name: 'Log in' })).toBeVisible()
  await logIn(other, email)
  await expect(other.getByRole('heading', { name: 'Hallo, Ada' })).toBeVisible()
  await other.reload()
  await expect(other.getByRole('heading', { name: 'Hallo, Ada' })).toBeVisible()
  await elsewhere.close()
})

test('who reads German signs up in German, and is told of mistakes in German', async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: 'de-AT' })
  const page = await context.newPage()
  await page.goto('/signup')
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await expect(page.getByLabel('Passwort')).toHaveAccessibleDescription(
    'Muss mindestens 8 Zeichen haben',
  )
  await page.getByText('English').click()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(
    'Must have at least 8 characters',
  )
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
  await page.getByText('Deutsch').click()
  const email = await signUp(page)
  await expect(page.getByRole('heading', { name: 'Hallo, Ada' })).toBeVisible()
  await page.getByRole('button', { name: 'Abmelden' }).click()
  await page.goto('/signup')
  await page.getByRole('textbox', { name: 'Name' }).fill('Grace')
  await page.getByLabel('E-Mail-Adresse').fill('grace@example.com')
  await page.getByLabel('Passwort').fill('password1')
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await expect(page.getByLabel('Passwort')).toHaveAccessibleDescription(/häufigsten Passwörter/)
  await page.getByLabel('E-Mail-Adresse').fill(email)
  await page.getByLabel('Passwort').fill(PASSWORD)
  await page.getByRole('button', { name: 'Konto anlegen' }).click()
  await expect(page.getByLabel('E-Mail-Adresse')).toHaveAccessibleDescription(/hat schon ein Konto/)
  await context.close()
})

test('a language is kept once it is chosen, however soon somebody goes on', async ({ page }) => {
  await page.goto('/login')
  const isAsked = Promise.withResolvers<void>()
  // Not answered before the next page is asked for.
  await page.route('**/assets/de-*.js', () => isAsked.resolve(), { times: 1 })
  await page.getByText('Deutsch').click()
  await isAsked.promise
  await page.goto('/signup')
  await expect(page.getByRole('heading', { name: 'Leg dein Konto an' })).toBeVisible()
})

test('a language whose sentences do not come is not kept, and another can be chosen', async ({
  page,
}) => {
  await page.goto('/login')
  await page.route('**/assets/de-*.js', (route) => route.abort())
  await page.getByText('Deutsch').click()
  await expectAlert(page, 'could not be loaded')
  await page.unrouteAll()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
  await page.getByText('Deutsch').click()
  await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible()
})

test('of two languages the one that was chosen last is shown, however slow the first', async ({
  page,
}) => {
  await page.goto('/login')
  const isAsked = Promise.withResolvers<void>()
  const isReleased = Promise.withResolvers<void>()
  const came: string[] = []
  page.on('requestfinished', (request) => came.push(request.url()))
  await page.route('**/assets/de-*.js', async (route) => {
    isAsked.resolve()
    await isReleased.promise
    await route.continue()
  })
  await page.getByText('Deutsch').click()
  await isAsked.promise
  await expect(page.getByRole('radio', { name: 'Deutsch' })).toBeChecked()
  await page.getByText('English').click()
  isReleased.resolve()
  await expect.poll(() => came.filter((url) => url.includes('/de-')).length).toBe(2)
  // Shown by then, if it was to be.
  await page.getByRole('link', { name: 'Create an account' }).click()
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('who chooses German in an English browser signs up in German, however soon', async ({
  page,
}) => {
  const email = `ada-${Date.now()}@example.com`
  await page.goto('/signup')
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  const isReleased = Promise.withResolvers<void>()
  await page.route('**/assets/de-*.js', async (route) => {
    await isReleased.promise
    await route.continue()
  })
  await page.getByText('Deutsch').click()
  const isSignedUp = page.waitForResponse('**/trpc/auth.signup**')
  await page.getByRole('button', { name: 'Create account' }).click()
  await isSignedUp
  isReleased.resolve()
  await expect(page.getByRole('heading', { name: 'Hallo, Ada' })).toBeVisible()
  // Kept by the api, not by the browser alone.
  const accessToken = await logInElsewhere(email)
  const me = await fetch(`${process.env.E2E_API_URL}/v1/users/me`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  expect(await me.json()).toMatchObject({ locale: 'de' })
})

test('where one language does not come the other is shown, and is not kept', async ({ page }) => {
  await page.route('**/assets/en-*.js', (route) => route.abort())
  await page.goto('/login')
  await expect(page.getByRole('heading', { name: 'Anmelden' })).toBeVisible()
  await page.getByText('English').click()
  await expectAlert(page, /nicht laden|nicht geladen/)
  await expect(page.getByRole('radio', { name: 'Deutsch' })).toBeChecked()
  await page.unrouteAll()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
})

test('a page whose sentences do not come says so, and is there once they do', async ({ page }) => {
  await page.route(/\/assets\/(?:en|de)-[\w-]+\.js$/, (route) => route.abort())
  await page.goto('/login')
  await expect(page.getByText('Delete could not be loaded. Trying again…')).toBeVisible()
  await page.unrouteAll()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
})

test('a look and a language are those of all tabs at once', async ({ page, context }) => {
  await join(page)
  const other = await context.newPage()
  await other.goto('/')
  await expect(other.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()
  await openPart(page, 'Profile')
  await page.getByText('Dark', { exact: true }).click()
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByText('Automatic').click()
  await expect(other.locator('html')).not.toHaveAttribute('data-theme')
  await page.getByText('Deutsch').click()
  await expect(other.getByRole('heading', { name: 'Hallo, Ada' })).toBeVisible()
})

test('a theme is applied before anything is painted, and can be left to the system again', async ({
  page,
}) => {
  const ground = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.emulateMedia({ colorScheme: 'light' })
  await join(page)
  const light = await ground()
  await openPart(page, 'Profile')
  await page.getByText('Dark', { exact: true }).click()
  const dark = await ground()
  expect(dark).not.toBe(light)
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.reload()
  expect(await ground()).toBe(dark)
  await page.unroute('**/assets/*.js')
  await page.reload()
  await page.getByText('Automatic').click()
  expect(await ground()).toBe(light)
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await ground()).toBe(dark)
})
