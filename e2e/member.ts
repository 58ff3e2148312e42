// A member of the tests: how they sign up, and what their browser keeps.
import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'

export const PASSWORD = 'correct horse battery staple'

/** Signs up on the page, with an impatient click; answers the address. */
export async function signUp(
  page: Page,
  email = `ada-${randomUUID().slice(0, 8)}@example.com`,
): Promise<string> {
  await page.goto('/signup')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).dblclick()
  return email
}

export async function expectHome(page: Page, email: string): Promise<void> {
  await expect(page.getByRole('heading', { name: 'This is you' })).toBeVisible()
  await expect(page.getByText(email)).toBeVisible()
}

/** Changes the tokens that the page has kept, as time or the api's owner would. */
export async function changeTokens(
  page: Page,
  change: (tokens: KeptTokens) => KeptTokens,
): Promise<void> {
  const kept = await page.evaluate(() => localStorage.getItem('delete.session'))
  const tokens: KeptTokens = JSON.parse(kept ?? '')
  const text = JSON.stringify({ ...tokens, ...change(tokens) })
  await page.evaluate((text) => localStorage.setItem('delete.session', text), text)
}

interface KeptTokens {
  accessToken: string
  refreshToken: string
}
