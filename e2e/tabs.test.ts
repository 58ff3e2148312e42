// Tabs that share one cookie: what one of them buys with it, it shows to the others.
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { expectHome, expireTokens, listen, readCookie, signUp } from './member.ts'

const TABS = 10

// That many take a while to open.
test.describe.configure({ timeout: 120_000 })

/** The pages that ask for a refresh from now on, each once: one that gets no answer in time asks again. */
function listenForRefreshes(context: BrowserContext): Set<Page> {
  const pages = new Set<Page>()
  context.on('request', (request) => {
    const isRefresh = request.url().endsWith('/trpc/auth.refresh') && request.method() === 'POST'
    if (isRefresh) pages.add(request.frame().page())
  })
  return pages
}

/** The same browser, after it was closed as a whole: it has kept what it keeps, and no page is left. */
async function startAnew(browser: Browser, context: BrowserContext): Promise<BrowserContext> {
  const storageState = await context.storageState()
  await context.close()
  return browser.newContext({ storageState })
}

/** Opens the app in that many tabs at once. */
async function openTabs(context: BrowserContext, email: string, count = TABS): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()))
  await Promise.all(tabs.map((tab) => tab.goto('/')))
  for (const tab of tabs) await expectHome(tab, email)
  return tabs
}

/** Stops a page in the middle of what it does: from now on it hears nothing and answers nothing. */
async function stop(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Debugger.enable')
  const isStopped = new Promise((resolve) => {
    cdp.once('Debugger.paused', resolve)
  })
  cdp.send('Runtime.evaluate', { expression: 'debugger' }).catch(() => undefined)
  await isStopped
}

/** How many pages of the app show an access token. */
function countShown(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query()
    return held.filter(({ name }) => name?.startsWith('delete.access ')).length
  })
}

test('ten tabs that are opened at once make one refresh, and stay logged in', async ({
  page,
  context,
  browser,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const anew = await startAnew(browser, context)
  const refreshes = listenForRefreshes(anew)
  const tabs = await openTabs(anew, email)
  expect(refreshes.size).toBe(1)
  expect((await readCookie(anew))?.exchanges).toBe(1)

  // The one that stays hands its token to those that come back.
  refreshes.clear()
  await Promise.all(tabs.slice(1).map((tab) => tab.reload()))
  for (const tab of tabs) await expectHome(tab, email)
  expect(refreshes.size).toBe(0)

  // Unless a page that is about to go still has one, the first that comes back buys it for all.
  await Promise.all(tabs.map((tab) => tab.reload()))
  for (const tab of tabs) await expectHome(tab, email)
  expect(refreshes.size).toBeLessThanOrEqual(1)
  expect((await readCookie(anew))?.exchanges).toBe(1 + refreshes.size)
  await anew.close()
})

test('a tab beside one that has just logged in needs no refresh, even when that one hears nothing', async ({
  page,
  context,
}) => {
  const refreshes = listenForRefreshes(context)
  const email = await signUp(page)
  await expectHome(page, email)
  await stop(page)
  await openTabs(context, email, 2)
  expect(refreshes.size).toBe(0)
})

/** Comes back to a page after a while, so that it asks anew; resolves when it is answered. */
async function comeBack(page: Page): Promise<void> {
  const isAnswered = page.waitForResponse(
    (response) => response.url().includes('/trpc/users.me') && response.ok(),
  )
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
  )
  await isAnswered
}

for (const { what, before, after } of [
  { what: 'access token is refused before its time', before: 0, after: 1 },
  { what: 'access tokens, two different ones, have expired', before: 31, after: 31 },
]) {
  test(`ten tabs whose ${what} make one refresh`, async ({ page, context }) => {
    const tokens = new Set<string>()
    let areOver = false
    await expireTokens(context, (token) => (areOver ? tokens.has(token) : !tokens.add(token)))
    const start = Date.now()
    const email = await signUp(page)
    await expectHome(page, email)
    await context.clock.setFixedTime(start + before * 60_000)
    const tabs = [page, ...(await openTabs(context, email, TABS - 1))]
    expect(tokens.size).toBe(before === 0 ? 1 : 2)

    await context.clock.setFixedTime(start + (before + after) * 60_000)
    areOver = true
    const refreshes = listenForRefreshes(context)
    await Promise.all(tabs.map(comeBack))
    expect(refreshes.size).toBe(1)
    for (const tab of tabs) await expectHome(tab, email)
  })
}

test('logging out in one of ten tabs logs out all, for good', async ({ page, context }) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const tabs = [page, ...(await openTabs(context, email, TABS - 1))]
  await expect.poll(() => countShown(page)).toBe(TABS)
  const calls = listen(context)
  await page.getByRole('button', { name: 'Log out' }).click()
  for (const tab of tabs) await expect(tab).toHaveURL('/welcome')
  await expect.poll(() => countShown(page)).toBe(0)
  for (const tab of tabs) {
    await tab.goto('/')
    await expect(tab).toHaveURL('/welcome')
    await expect(tab.getByRole('heading', { name: 'Meant to be deleted' })).toBeVisible()
  }
  expect(calls).toEqual(['auth.logout'])
})

test('a tab that has not heard of a log-out hides nothing from who comes after', async ({
  page,
  context,
}) => {
  // By this clock, which is set back then, its token is the newest of all.
  const start = Date.now()
  await context.clock.setFixedTime(start + 20 * 60_000)
  const email = await signUp(page)
  await expectHome(page, email)
  const [deaf] = await openTabs(context, email, 1)
  await context.clock.setFixedTime(start)
  if (deaf) await stop(deaf)

  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL('/welcome')
  const next = await signUp(page)
  await expectHome(page, next)
  const refreshes = listenForRefreshes(context)
  await openTabs(context, next, 1)
  expect(refreshes.size).toBe(0)
})

test('a page that was left and is come back to is as it was, and shows its token again', async ({
  playwright,
}) => {
  // Playwright turns off what keeps such pages.
  const ignoreDefaultArgs = ['--disable-back-forward-cache']
  const browser = await playwright.chromium.launch({ ignoreDefaultArgs })
  const context = await browser.newContext()
  const page = await context.newPage()
  const email = await signUp(page)
  await expectHome(page, email)
  const beside = await context.newPage()
  await beside.goto('/favicon.svg')
  await expect.poll(() => countShown(beside)).toBe(1)
  const calls = listen(context)
  await page.goto('/favicon.svg')
  await expect.poll(() => countShown(beside)).toBe(0)
  await page.goBack({ waitUntil: 'commit' })
  await expectHome(page, email)
  await expect.poll(() => countShown(beside)).toBe(1)
  expect(calls).not.toContain('auth.refresh')
  await browser.close()
})
