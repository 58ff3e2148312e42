// The docs page, as a newcomer takes it: sign up, copy the token, call users/me, without any other network.
import { randomUUID } from 'node:crypto'
import { expect, type Locator, type Page, test } from '@playwright/test'

const api = process.env.E2E_API_URL ?? ''

/** Tries an operation that a link of the page leads to; answers what it shows. */
async function execute(page: Page, link: string, summary: string): Promise<Locator> {
  await page.getByRole('link', { name: link }).click()
  const operation = page.locator('.opblock', { hasText: summary })
  await operation.getByRole('button', { name: 'Execute' }).click()
  const answer = operation.locator('.live-responses-table')
  await expect(answer).toBeVisible()
  return answer
}

test('a newcomer signs up, copies the token and calls users/me', async ({ page, context }) => {
  const strangers: string[] = []
  await context.route('**', (route) => {
    if (route.request().url().startsWith(`${api}/`)) return route.continue()
    strangers.push(route.request().url())
    return route.abort()
  })
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', ({ message }) => problems.push(message))

  const email = `${randomUUID()}@example.com`
  await page.goto(`${api}/docs`)
  await page.getByRole('link', { name: 'POST /v1/auth/signup' }).click()
  await expect(page.getByText('Creates an account and logs it in.')).toBeInViewport()
  const body = page.locator('.opblock', { hasText: 'Create an account' }).locator('textarea')
  await body.fill(JSON.stringify({ email, password: 'correct horse', name: 'Ada' }))
  const signedUp = await execute(page, 'POST /v1/auth/signup', 'Create an account')
  await expect(signedUp).toContainText('201')
  const [, token = ''] = /"accessToken": "([^"]+)"/.exec(await signedUp.innerText()) ?? []

  await page.getByRole('button', { name: 'Authorize' }).first().click()
  const dialog = page.locator('.auth-container')
  await dialog.getByRole('textbox').fill(token)
  await dialog.getByRole('button', { name: 'Apply credentials' }).click()
  await dialog.getByRole('button', { name: 'Close' }).click()

  const me = await execute(page, 'GET /v1/users/me', 'Who you are')
  await expect(me).toContainText('200')
  await expect(me).toContainText(email)
  expect(strangers).toEqual([])
  expect(problems).toEqual([])
})

test('a link of the page that is clicked before the document has come leads there all the same', async ({
  page,
}) => {
  const clicked = Promise.withResolvers<void>()
  await page.route('**/v1/openapi.json', async (route) => {
    await clicked.promise
    await route.continue()
  })
  await page.goto(`${api}/docs`)
  await page.getByRole('link', { name: 'POST /v1/auth/signup' }).click()
  clicked.resolve()
  await expect(page.getByText('Creates an account and logs it in.')).toBeInViewport()
})
