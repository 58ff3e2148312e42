// Tabs that share one cookie: a refresh token is good for one exchange, and they take turns.
import { setTimeout } from 'node:timers/promises'
import { type BrowserContext, expect, test } from '@playwright/test'
import { expectHome, readCookie, signUp } from './member.ts'

const TABS = 5

/** Slows refreshes down, as a distant api would; answers how many were on their way at once, at most. */
async function slowRefreshesDown(context: BrowserContext): Promise<() => number> {
  let running = 0
  let most = 0
  await context.route('**/trpc/auth.refresh', async (route) => {
    running += 1
    most = Math.max(most, running)
    await setTimeout(100)
    const answer = await route.fetch()
    await setTimeout(100)
    running -= 1
    await route.fulfill({ response: answer })
  })
  return () => most
}

test('many tabs that are opened at once refresh one after the other, and stay logged in', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const mostAtOnce = await slowRefreshesDown(context)
  const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()))
  await Promise.all(tabs.map((tab) => tab.goto('/')))
  for (const tab of tabs) await expectHome(tab, email)
  await Promise.all(tabs.map((tab) => tab.reload()))
  for (const tab of tabs) await expectHome(tab, email)
  expect(mostAtOnce()).toBe(1)
  expect((await readCookie(context))?.exchanges).toBe(2 * TABS)
})

test('a page that is left in the middle of a refresh gives up its turn, and stays logged in', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const { token, exchanges } = (await readCookie(context)) ?? {}
  let isReached = Promise.withResolvers<void>()
  // The api answers, and no page is there any more to hear it.
  await context.route('**/trpc/auth.refresh', async (route) => {
    await fetch(route.request().url(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-session': 'cookie',
        cookie: `__Host-session=${token}`,
      },
      body: '{}',
    })
    isReached.resolve()
  })
  for (let times = 0; times < 3; times += 1) {
    isReached = Promise.withResolvers()
    await page.reload({ waitUntil: 'commit' })
    await isReached.promise
  }
  await page.goto('about:blank')
  await context.unroute('**/trpc/auth.refresh')
  expect((await readCookie(context))?.token).toBe(token)
  await page.goto('/')
  await expectHome(page, email)
  expect((await readCookie(context))?.exchanges).toBe((exchanges ?? 0) + 1)
})

test('a page that is reloaded again and again, whatever it is doing, stays logged in', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const other = await context.newPage()
  for (let times = 0; times < 12; times += 1) {
    const isAsked = page.waitForRequest('**/trpc/auth.refresh')
    await page.reload({ waitUntil: 'commit' })
    await isAsked
    if (times % 4 === 0) await other.goto('/', { waitUntil: 'commit' })
    await setTimeout(times * 3)
  }
  for (const tab of [page, other]) {
    await tab.reload()
    await expectHome(tab, email)
  }
})
