// What members do with their account on its screens: each change is shown at once, kept, and taken back when it is refused.
import { expect, type Locator, type Page, test } from '@playwright/test'
import { expectHome, join, logIn, logInElsewhere, openPart, PASSWORD } from './member.ts'

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
  await page.clock.install()
  await logInElsewhere(await join(page))
  await openPart(page, 'Devices')
  await expect(page.getByRole('button', { name: 'Log out node' })).toBeVisible()
  // Nor can it be asked what holds.
  await page.route('**/trpc/**', (route) => route.abort())
  await page.getByRole('button', { name: 'Log out node' }).click()
  const news = page.getByRole('region', { name: 'News' }).getByText('Delete cannot be reached.')
  await expect(news).toBeVisible()
  await expect(page.getByRole('button', { name: 'Log out node' })).toBeVisible()
  // What is bad stays until it was read.
  await page.clock.runFor(60_000)
  await expect(news).toBeVisible()
  await page.getByRole('button', { name: 'Close', includeHidden: true }).click()
  await expect(news).toBeHidden()
})

test('what has happened is shown page by page, down to the sign-up', async ({ page }) => {
  const email = await join(page)
  for (let times = 0; times < 21; times += 1) await logInElsewhere(email)
  await openPart(page, 'Activity')
  const events = page.getByRole('main').getByRole('listitem')
  await expect(events).toHaveCount(20)
  await page.getByRole('button', { name: 'Show more' }).press('Enter')
  await expect(events).toHaveCount(22)
  await expect(events.last()).toContainText('You signed up')
  await expect(page.getByRole('button', { name: 'Show more' })).toBeHidden()
  await expect(page.getByRole('main').getByRole('list')).toBeFocused()
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
    'https://example.com/account',
    '//example.com/account',
    '/\\example.com/account',
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
    const target = page.getByRole(role, { name, exact: true }).last()
    await tabTo(page, target)
    await expect(target).toHaveCSS('outline', /solid 3px$/)
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
  await expect(page.getByRole('dialog')).toBeVisible()
  await type('Your password', 'a battery of horses')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'is being deleted' })).toBeFocused()
  await press('link', 'Take it back')
  await type('E-mail address', email)
  await type('Password', 'a battery of horses')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeFocused()
})
