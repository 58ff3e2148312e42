// Visits that come by every screen of the app, whatever its language.
import { expect, type Locator, type Page } from '@playwright/test'
import { endSessions, expectHome, logInElsewhere, PASSWORD, signUp } from './member.ts'

const mailing = process.env.E2E_MAILING_APP_URL ?? ''

/** Called at each screen, once it is all there, with its name. */
export type See = (name: string) => Promise<void>

/** What mails lead to, and whoever has left. */
const BY_MAIL = [
  'verify-email',
  'forgot-password',
  'reset-password',
  'confirm-email',
  'undo-email',
  'goodbye',
  'restore',
]

const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 })
const field = (page: Page, name: string): Locator => page.locator(`input[name=${name}]`)

async function open(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await expect(heading(page)).toBeVisible()
  await expect(page.getByRole('progressbar')).toHaveCount(0)
}

async function submit(page: Page): Promise<void> {
  await page.locator('button[type=submit]').click()
}

async function cut(page: Page): Promise<void> {
  await page.route('**/trpc/**', (route) => route.abort())
}

/** Of somebody who has no account, or is not in it. */
export async function visitAsStranger(page: Page, see: See): Promise<void> {
  await open(page, '/')
  await see('welcome')
  await open(page, '/login')
  await see('log-in')
  await open(page, '/login?from=/account/data')
  await see('log-in-needed')
  await open(page, '/signup')
  await see('sign-up')
  await submit(page)
  await expect(field(page, 'name')).toBeFocused()
  await see('sign-up-refused')
  await signUp(page, undefined, mailing)
  await expect(field(page, 'name')).toHaveCount(0)
  await expect(heading(page)).toBeFocused()
  await see('check-mail')
  for (const name of BY_MAIL) {
    await open(page, `/${name}#${'a'.repeat(43)}`)
    await see(name)
  }
  await open(page, '/verify-email#cut')
  await see('verify-email-incomplete')
  await open(page, `/verify-email#${'a'.repeat(43)}`)
  await submit(page)
  await expect(field(page, 'email')).toBeVisible()
  await see('verify-email-invalid')
  await open(page, '/forgot-password')
  await field(page, 'email').fill('nobody@example.com')
  await submit(page)
  await expect(field(page, 'email')).toHaveCount(0)
  await see('forgot-password-sent')
  await open(page, '/nowhere')
  await see('not-found')
  // Shows an outline that nothing ever fills.
  await page.goto('/parts')
  await expect(heading(page)).toBeVisible()
  await see('parts')
}

/** Of a member, until their session ends. */
export async function visitAsMember(page: Page, see: See): Promise<void> {
  const email = await signUp(page)
  await expectHome(page, email)
  await see('home')
  await logInElsewhere(email)
  for (const part of ['profile', 'security', 'devices', 'activity', 'data']) {
    await open(page, `/account/${part}`)
    await see(`account-${part}`)
  }
  await page.locator('section button:not([type=submit])').last().click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await see('account-delete')
  await open(page, '/account/devices')
  await page.locator('section > button').last().click()
  await page.getByRole('dialog').getByRole('button').last().click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('listitem')).toHaveCount(1)
  await see('account-devices-alone')
  await open(page, '/export')
  await see('export')
  await field(page, 'password').fill('wrong horse')
  await submit(page)
  await expect(field(page, 'password')).toHaveAttribute('aria-invalid', 'true')
  await see('export-refused')
  await cut(page)
  await page.goto('/')
  await expect(page.getByRole('status').filter({ hasText: /Delete/ })).toBeVisible()
  await see('home-unreachable')
  await page.getByRole('banner').getByRole('button').click()
  await expect(page).toHaveURL('/login')
  await see('log-in-unheard')
  await field(page, 'email').fill(email)
  await field(page, 'password').fill(PASSWORD)
  await submit(page)
  await expect(page.getByRole('alert').filter({ hasText: /Delete/ })).toBeVisible()
  await see('log-in-unreachable')
  await page.unroute('**/trpc/**')
  await submit(page)
  await expectHome(page, email)
  await endSessions(email)
  await page.reload()
  await expect(page).toHaveURL('/login')
  await see('log-in-ended')
}
