// What members do with their account on its screens: each change is shown at once, kept, and taken back when it is refused.
import { expect, type Locator, type Page, test } from '@playwright/test'
import { expectHome, logInElsewhere, PASSWORD, signUp } from './member.ts'

async function join(page: Page): Promise<string> {
  const email = await signUp(page)
  await expectHome(page, email)
  return email
}

async function logIn(page: Page, email: string): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(PASSWORD)
  await page.locator('button[type=submit]').click()
}

async function openPart(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Account', exact: true }).click()
  await page.getByRole('link', { name, exact: true }).click()
  await expect(page.getByRole('heading', { name, exact: true, level: 1 })).toBeVisible()
}

test('a name is changed, and told; one that is refused is told at its field, and is not kept', async ({
  page,
}) => {
  await join(page)
  await openPart(page, 'Profile')
  await page.getByRole('textbox', { name: 'Name' }).fill('Ada Lovelace')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Your name is changed.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Name' }).fill(' ')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(
    'Must have at least 1 character',
  )
  await page.route('**/trpc/users.updateMe**', (route) => route.abort())
  await page.getByRole('textbox', { name: 'Name' }).fill('Nobody')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be reached' })).toBeVisible()
  await page.getByRole('link', { name: 'Home' }).click()
  await expect(page.getByRole('heading', { name: 'Hello, Ada Lovelace' })).toBeVisible()
})

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

test('devices are logged out, one and all others, by keyboard', async ({ page }) => {
  const email = await join(page)
  await logInElsewhere(email)
  const last = await logInElsewhere(email)
  await openPart(page, 'Devices')
  const devices = page.getByRole('main').getByRole('listitem')
  await expect(devices).toHaveCount(3)
  await expect(devices.filter({ hasText: 'This one' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Log out node' }).last().press('Enter')
  await expect(page.getByText('node is logged out.')).toBeVisible()
  await expect(devices).toHaveCount(2)
  await expect(page.getByRole('main').getByRole('list')).toBeFocused()

  const button = page.getByRole('button', { name: 'Log out everywhere else' })
  await button.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Log out everywhere else' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Log out everywhere else' }).press('Enter')
  await expect(devices).toHaveCount(1)
  await expect(page.getByRole('main').getByRole('list')).toBeFocused()
  await expect(page.getByText('You are logged in nowhere else.')).toBeVisible()
  const answer = await fetch(`${process.env.E2E_API_URL}/v1/users/me`, {
    headers: { authorization: `Bearer ${last}` },
  })
  expect(answer.status).toBe(401)
})

test('a device that could not be logged out is there again, and it is said', async ({ page }) => {
  await logInElsewhere(await join(page))
  await openPart(page, 'Devices')
  await page.route('**/trpc/auth.revokeSession**', (route) => route.abort())
  await page.getByRole('button', { name: 'Log out node' }).click()
  await expect(page.getByText('Delete cannot be reached.').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Log out node' })).toBeVisible()
})

test('what has happened is shown page by page, down to the sign-up', async ({ page }) => {
  const email = await join(page)
  for (let times = 0; times < 21; times += 1) await logInElsewhere(email)
  await openPart(page, 'Activity')
  const events = page.getByRole('main').getByRole('listitem')
  await expect(events).toHaveCount(20)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(events).toHaveCount(22)
  await expect(events.last()).toContainText('You signed up')
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden()
})

test('a log-in leads to where its member was going, and nowhere out of the app', async ({
  page,
}) => {
  const email = await join(page)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
  await page.goto('/account/devices')
  await expect(page).toHaveURL('/login?from=%2Faccount%2Fdevices')
  await expect(page.getByText('Log in to go on.')).toBeVisible()
  await logIn(page, email)
  await expect(page).toHaveURL('/account/devices')

  for (const from of [
    'https://example.com/',
    '//example.com',
    '/\\example.com',
    '/.//example.com',
    'javascript:1',
  ]) {
    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page).toHaveURL('/welcome')
    await page.goto(`/login?from=${encodeURIComponent(from)}`)
    await logIn(page, email)
    await expectHome(page, email)
    await expect(page).toHaveURL('/')
  }
})

test('a part of the app that does not come is said, and comes when there is a way', async ({
  page,
}) => {
  await join(page)
  await page.route('**/assets/Devices*.js', (route) => route.abort())
  await page.goto('/account/devices')
  await expect(
    page.getByRole('heading', { name: 'This part of the app could not be loaded' }),
  ).toBeVisible()
  await page.unroute('**/assets/Devices*.js')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await expect(page.getByRole('heading', { name: 'Devices' })).toBeVisible()
})

/** Goes on by Tab alone until the focus is there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

test('from the welcome to the end of an account, by keyboard alone', async ({ page }) => {
  const press = async (role: 'link' | 'button', name: string): Promise<void> => {
    await tabTo(page, page.getByRole(role, { name, exact: true }).last())
    await page.keyboard.press('Enter')
  }
  const type = async (label: string, text: string): Promise<void> => {
    await tabTo(page, page.getByRole('textbox', { name: label }).last())
    await page.keyboard.type(text)
  }
  const email = `keys-${Date.now()}@example.com`
  await page.goto('/')
  await press('link', 'Create an account')
  await expect(page.getByRole('heading', { name: 'Create your account' })).toBeFocused()
  await type('Name', 'Ada')
  await type('E-mail address', email)
  await type('Password', PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeFocused()
  await press('link', 'Account')
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeFocused()
  await tabTo(page, page.getByRole('radio', { name: 'Automatic' }))
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await press('link', 'Security')
  await expect(page.getByRole('heading', { name: 'Security' })).toBeFocused()
  await tabTo(page, page.getByRole('region', { name: 'Password' }).getByLabel('Your password'))
  await page.keyboard.type(PASSWORD)
  await type('New password', 'a battery of horses')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Your password is changed\./)).toBeFocused()
  await press('link', 'Data')
  await expect(page.getByRole('heading', { name: 'Your data' })).toBeFocused()
  await press('button', 'Delete my account')
  await type('Your password', 'a battery of horses')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'is being deleted' })).toBeFocused()
  await press('link', 'Take it back')
  await type('E-mail address', email)
  await type('Password', 'a battery of horses')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeFocused()
})
