// Every screen, at a phone's width and a desk's, in light and in dark: nothing sticks out, and a picture of each is kept.
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { endSessions, expectHome, PASSWORD, signUp } from './member.ts'

const folder = join(import.meta.dirname, 'results/screens')
const api = process.env.E2E_API_URL ?? ''

/** What mails lead to, and whoever has left. */
const BY_MAIL = {
  'verify-email': 'Confirm your address',
  'forgot-password': 'Forgot your password?',
  'reset-password': 'Choose a new password',
  'confirm-email': 'Confirm the change of address',
  'undo-email': 'Undo the change of address',
  goodbye: 'Your account is being deleted',
  restore: 'Take your account back',
}

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test.describe(`${width} px, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 800 }, colorScheme, deviceScaleFactor: 2 })

      const keep = async (page: Page, name: string): Promise<void> => {
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow, `${name} scrolls sideways by so many pixels`).toBe(0)
        const path = join(folder, `${name}-${width}-${colorScheme}.png`)
        await page.screenshot({ path, fullPage: true, animations: 'disabled' })
      }

      test('the screens of the app', async ({ page }) => {
        await page.goto('/')
        await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
        await keep(page, 'log-in')
        await page.getByRole('link', { name: 'Create an account' }).click()
        await expect(page.getByRole('heading', { name: 'Create your account' })).toBeVisible()
        await keep(page, 'sign-up')
        await page.getByRole('button', { name: 'Create account' }).click()
        await expect(page.getByText('Must be an e-mail address')).toBeVisible()
        await keep(page, 'sign-up-refused')

        const email = await signUp(page)
        await expectHome(page, email)
        await keep(page, 'home')
        await page.route('**/trpc/**', (route) => route.abort())
        await page.reload()
        await expect(page.getByText('Trying again')).toBeVisible()
        await keep(page, 'home-unreachable')
        await page.unroute('**/trpc/**')
        await expectHome(page, email)

        await endSessions(email)
        await page.reload()
        await expect(page.getByText('Your session has ended')).toBeVisible()
        await keep(page, 'log-in-ended')
        await page.getByLabel('E-mail address').fill(email)
        await page.getByLabel('Password').fill('wrong horse')
        await page.getByRole('button', { name: 'Log in' }).click()
        await expect(page.getByRole('alert')).not.toBeEmpty()
        await keep(page, 'log-in-refused')
        await page.getByLabel('Password').fill(PASSWORD)
        await page.getByRole('button', { name: 'Log in' }).click()
        await expectHome(page, email)
        await page.route('**/trpc/**', (route) => route.abort())
        await page.getByRole('button', { name: 'Log out' }).click()
        await expect(page.getByText('could not be reached')).toBeVisible()
        await keep(page, 'log-in-unheard')
        await page.unroute('**/trpc/**')
        await signUp(page, email)
        await expect(page.getByText('already has an account')).toBeVisible()
        await keep(page, 'sign-up-taken')
        await page.goto('/nowhere')
        await expect(page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
        await keep(page, 'not-found')
      })

      test('the screens that mails lead to', async ({ page }) => {
        await signUp(page, undefined, process.env.E2E_MAILING_APP_URL)
        await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeVisible()
        await keep(page, 'check-mail')
        for (const [name, heading] of Object.entries(BY_MAIL)) {
          await page.goto(`/${name}#${'a'.repeat(43)}`)
          await expect(page.getByRole('heading', { name: heading })).toBeVisible()
          await keep(page, name)
        }
        await expectHome(page, await signUp(page))
        await page.goto('/export')
        await expect(page.getByRole('button', { name: 'Show my data' })).toBeVisible()
        await keep(page, 'export')
      })

      test('the pages of the api', async ({ page }) => {
        await page.goto(`${api}/docs`)
        await page.getByRole('link', { name: 'GET /v1/users/me' }).click()
        await expect(page.getByRole('button', { name: 'Execute' })).toBeVisible()
        await keep(page, 'docs')
        await page.goto(`${api}/docs/errors`)
        await expect(page.getByRole('heading', { name: 'Errors' })).toBeVisible()
        await keep(page, 'docs-errors')
      })
    })
  }
}
