// What mails lead to: each link is opened from the outbox, and does nothing before its button is pressed.
import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page, test } from '@playwright/test'
import {
  expectAlert,
  expectHome,
  expectNotice,
  expectStatus,
  listen,
  PASSWORD,
  signUp,
} from './member.ts'
import { join, readLink, readLinks } from './outbox.ts'

const app = process.env.E2E_MAILING_APP_URL ?? ''

test.use({ baseURL: app })

const INVALID = /^This link is not valid any more\./

async function press(scope: Page | Locator, name: string): Promise<void> {
  await scope.getByRole('button', { name }).click()
}

async function logIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Log in')
}

/** Opens a link, and sees its token leave the address bar. */
async function open(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await expect(page).toHaveURL(new URL(link).pathname)
}

/** Opens a link as a mail scanner does, which runs what is on the page; answers what it has sent. */
async function scan(page: Page, link: string): Promise<string[]> {
  const context = await page.context().browser()?.newContext()
  const scanner = await context?.newPage()
  if (!context || !scanner) throw new Error('There is no browser.')
  const calls = listen(scanner)
  await scanner.goto(link, { waitUntil: 'networkidle' })
  await expect(scanner.getByRole('heading', { level: 1 })).toBeFocused()
  await context.close()
  return calls
}

test('an account begins at the press of a button, and not when its link is opened', async ({
  page,
}) => {
  const email = await signUp(page)
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeFocused()
  await expect(page.getByText(email)).toBeVisible()
  const replaced = await readLink(email, 'Confirm your address', 'verify-email')
  await press(page, 'Send it again')
  await expectStatus(page, 'It is on its way again. Only the newest link works.')
  await readLinks(email, 'Confirm your address', 2)
  const said = await page.getByText('It is on its way again.').elementHandle()
  await press(page, 'Send it again')
  await expect.poll(() => said?.evaluate((node) => node.isConnected)).toBe(false)
  await expectStatus(page, 'It is on its way again. Only the newest link works.')
  const [link = ''] = await readLinks(email, 'Confirm your address', 3)
  const [, token = ''] = link.split('#')
  expect(token).toMatch(/^[\w-]{43}$/)
  expect(await scan(page, link)).toEqual([])

  const calls = listen(page)
  await open(page, link)
  const kept = await page.evaluate(() =>
    JSON.stringify([history.state, localStorage, sessionStorage]),
  )
  expect(kept).not.toContain(token)
  expect(calls).toEqual([])
  await press(page, 'Confirm my address')
  await expectHome(page, email)
  await expect(page).toHaveURL('/')
  await page.reload()
  await expectHome(page, email)

  for (const used of [link, replaced]) {
    await open(page, used)
    await press(page, 'Confirm my address')
    await expectAlert(page, INVALID)
    await expect(page.getByRole('button', { name: 'Send a new link' })).toBeVisible()
  }
})

test('who comes to the screen between, without a sign-up, is led there', async ({ page }) => {
  await page.goto('/check-mail')
  await expect(page).toHaveURL('/signup')
})

test('a newer link that is opened in the tab of an older one takes its place', async ({ page }) => {
  const email = await signUp(page)
  const older = await readLink(email, 'Confirm your address', 'verify-email')
  await press(page, 'Send it again')
  const [newer = ''] = await readLinks(email, 'Confirm your address', 2)
  await open(page, older)
  await open(page, newer)
  await press(page, 'Confirm my address')
  await expectHome(page, email)
})

test('a link that is opened where somebody else is logged in logs its owner in', async ({
  page,
  browser,
}) => {
  await join(page)
  const elsewhere = await browser.newContext({ baseURL: app })
  const email = await signUp(await elsewhere.newPage())
  await open(page, await readLink(email, 'Confirm your address', 'verify-email'))
  await press(page, 'Confirm my address')
  await expectHome(page, email)
  await elsewhere.close()
})

test('a forgotten password is replaced', async ({ page }) => {
  const email = await join(page)
  await press(page, 'Log out')
  await page.getByRole('link', { name: 'Log in' }).click()
  await page.getByRole('link', { name: 'I forgot my password' }).click()
  await page.getByLabel('E-mail address').fill(email)
  await press(page, 'Send me a link')
  await expectStatus(page, /^If this address has an account/)
  await expect(page.getByText(/^If this address has an account/)).toBeFocused()
  const link = await readLink(email, 'Choose a new password', 'reset-password')
  expect(await scan(page, link)).toEqual([])
  await open(page, link)
  await page.getByLabel('New password').fill('a battery of horses')
  await press(page, 'Change my password')
  await expect(page).toHaveURL('/login')
  await expectNotice(page, /^Your password was changed\./)

  await logIn(page, email, PASSWORD)
  await expectAlert(page, /password is wrong/)
  await logIn(page, email, 'a battery of horses')
  await expectHome(page, email)
  await open(page, link)
  await page.getByLabel('New password').fill('a battery of mules')
  await press(page, 'Change my password')
  await expectAlert(page, INVALID)
})

test('a password is changed by who knows it', async ({ page }) => {
  const email = await join(page)
  await page.goto('/account/security')
  const section = page.getByRole('region', { name: 'Password' })
  await section.getByLabel('Your password').fill('wrong horse')
  await section.getByLabel('New password').fill('a battery of horses')
  await press(section, 'Change my password')
  await expect(section.getByLabel('Your password')).toHaveAccessibleDescription(
    'This is not your password.',
  )
  await section.getByLabel('Your password').fill(PASSWORD)
  await press(section, 'Change my password')
  await expectStatus(section, /^Your password is changed\./)
  await press(page, 'Log out')
  await logIn(page, email, 'a battery of horses')
  await expectHome(page, email)
})

test('an address changes once both have confirmed, and the old one takes it back', async ({
  page,
}) => {
  const email = await join(page)
  const newEmail = `new-${email}`
  await page.goto('/account/security')
  const section = page.getByRole('region', { name: 'E-mail address' })
  await section.getByLabel('New address').fill(newEmail)
  await section.getByLabel('Your password').fill('wrong horse')
  await press(section, 'Change my address')
  await expect(section.getByLabel('Your password')).toHaveAccessibleDescription(
    'This is not your password.',
  )
  await section.getByLabel('Your password').fill(PASSWORD)
  await press(section, 'Change my address')
  await expectStatus(section, /^A mail is on its way/)

  const old = await readLink(email, 'Do you want to change your address?', 'confirm-email')
  const fresh = await readLink(newEmail, 'Confirm your new address', 'confirm-email')
  for (const [link, address] of [
    [fresh, email],
    [old, newEmail],
  ] as const) {
    expect(await scan(page, link)).toEqual([])
    await open(page, link)
    await press(page, 'Yes, change it')
    await expectStatus(page, /^This address has confirmed\./)
    await page.goto('/')
    await expectHome(page, address)
  }

  const undo = await readLink(email, 'Your address was changed', 'undo-email')
  expect(await scan(page, undo)).toEqual([])
  await open(page, undo)
  await press(page, 'It was not me, undo it')
  await expectStatus(page, /^The account has this address/)
  await page.goto('/')
  await expectNotice(page, /^Your session has ended\./)
  await logIn(page, email, PASSWORD)
  await expectAlert(page, /password is wrong/)
  await page.goto(await readLink(email, 'Choose a new password', 'reset-password'))
  await page.getByLabel('New password').fill('a battery of horses')
  await press(page, 'Change my password')
  await expect(page).toHaveURL('/login')
  await logIn(page, email, 'a battery of horses')
  await expectHome(page, email)
})

test('an account that is being deleted is taken back, at the log-in or from the mail', async ({
  page,
}) => {
  const email = await join(page)
  const leave = async (): Promise<void> => {
    await page.goto('/account/data')
    await press(page, 'Delete my account')
    const dialog = page.getByRole('dialog', { name: 'Delete your account' })
    await dialog.getByLabel('Your password').fill(PASSWORD)
    await press(dialog, 'Delete my account')
    await expect(page.getByRole('heading', { name: 'is being deleted' })).toBeFocused()
    await page.goto('/')
    await expect(page).toHaveURL('/welcome')
  }
  await leave()
  await logIn(page, email, PASSWORD)
  await expectAlert(
    page,
    /^This account is being deleted\. Until \w+ \d+, \d{4} you can take it back\.$/,
  )
  await press(page, 'Take my account back')
  await expectHome(page, email)
  await page.reload()
  await expectHome(page, email)

  await leave()
  const [link = ''] = await readLinks(email, 'Your account is being deleted', 2)
  await open(page, link)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await press(page, 'Take my account back')
  await expectHome(page, email)
})

test('all that is held is asked for, in the language of choice, and downloaded', async ({
  page,
}) => {
  const email = await join(page)
  await page.goto('/account/profile')
  const isSaved = page.waitForResponse('**/trpc/users.updateMe**')
  await page.getByText('Deutsch').click()
  await expect(page.getByRole('heading', { name: 'Profil' })).toBeVisible()
  await isSaved
  await page.goto('/export')
  // The second answer is as the first, and is told as that was.
  for (let time = 0; time < 2; time += 1) {
    await page.getByLabel('Dein Passwort').fill(PASSWORD)
    await press(page, 'Meine Daten zeigen')
    await expect(page.getByRole('status').filter({ hasText: /^Da ist nichts\./ })).toBeFocused()
  }

  await page.getByRole('link', { name: 'Zurück zu deinen Daten' }).click()
  const section = page.getByRole('region', { name: 'Nimm sie mit' })
  await section.getByLabel('Dein Passwort').fill(PASSWORD)
  await press(section, 'Meine Daten anfordern')
  await expectStatus(section, /^Deine Daten werden/)
  const [link = ''] = await readLinks(email, 'Deine Daten sind fertig')
  await open(page, link)
  await page.getByLabel('Dein Passwort').fill(PASSWORD)
  await press(page, 'Meine Daten zeigen')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Datei herunterladen' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('delete-export.json')
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({
    account: { email, locale: 'de' },
  })

  // Nothing of it is left for whoever logs in next, in another tab.
  const other = await page.context().newPage()
  await other.goto('/favicon.svg')
  await other.evaluate(() => localStorage.setItem('delete.member', 'somebody else'))
  await expect(page.getByRole('button', { name: 'Meine Daten zeigen' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Datei herunterladen' })).toBeHidden()
})
