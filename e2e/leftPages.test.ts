// Pages that are left in the middle of a refresh: the next cookie is theirs all the same.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import getPort from 'get-port'
import { type Browser, type BrowserContext, expect, test } from '@playwright/test'
import { expectHome, readCookie, signUp } from './member.ts'

/**
 * A browser behind a proxy, where the answer to a refresh waits for `beforeAnswer`. `page.route` would not do: it changes
 * what becomes of a request whose page is gone.
 */
async function openBehindProxy(
  browser: Browser,
  beforeAnswer: () => Promise<void>,
): Promise<BrowserContext> {
  const proxy = createServer((req, res) => {
    const { url = '', method, headers } = req
    const isRefresh = method === 'POST' && url.endsWith('/trpc/auth.refresh')
    const passedOn = request(url, { method, headers }, (answer) => {
      void (isRefresh ? beforeAnswer() : Promise.resolve()).then(() => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      })
    })
    req.pipe(passedOn)
  })
  const port = await getPort()
  await once(proxy.listen(port, 'localhost'), 'listening')
  const context = await browser.newContext({ proxy: { server: `http://localhost:${port}` } })
  context.once('close', () => {
    proxy.close()
    proxy.closeAllConnections()
  })
  return context
}

test('a page that is closed in the middle of a refresh leaves the next cookie behind', async ({
  browser,
}) => {
  const isReached = Promise.withResolvers<void>()
  const isReleased = Promise.withResolvers<void>()
  const context = await openBehindProxy(browser, () => {
    isReached.resolve()
    return isReleased.promise
  })
  const page = await context.newPage()
  const email = await signUp(page)
  await expectHome(page, email)
  const { exchanges = 0 } = (await readCookie(context)) ?? {}
  await page.reload({ waitUntil: 'commit' })
  await isReached.promise
  await page.close()
  // By the time that another page is there, the browser has ended whatever ends with the first.
  const next = await context.newPage()
  await next.goto(`${process.env.E2E_API_URL}/v1/health`)
  expect((await readCookie(context))?.exchanges).toBe(exchanges)
  isReleased.resolve()
  await expect.poll(async () => (await readCookie(context))?.exchanges).toBe(exchanges + 1)
  await next.goto('/')
  await expectHome(next, email)
  expect((await readCookie(context))?.exchanges).toBe(exchanges + 2)
  await context.close()
})

test('a page that is left in the middle of a refresh gives up its turn, and stays logged in', async ({
  browser,
}) => {
  let isReached: PromiseWithResolvers<void> | undefined
  // The api has answered, and no browser gets to hear it.
  const context = await openBehindProxy(browser, async () => {
    isReached?.resolve()
    await (isReached && new Promise(() => {}))
  })
  const page = await context.newPage()
  const email = await signUp(page)
  await expectHome(page, email)
  const { token, exchanges = 0 } = (await readCookie(context)) ?? {}
  for (let times = 0; times < 3; times += 1) {
    isReached = Promise.withResolvers()
    await page.reload({ waitUntil: 'commit' })
    await isReached.promise
  }
  await page.goto('about:blank')
  isReached = undefined
  expect((await readCookie(context))?.token).toBe(token)
  await page.goto('/')
  await expectHome(page, email)
  expect((await readCookie(context))?.exchanges).toBe(exchanges + 1)
  await context.close()
})

test('a page that is reloaded again and again, whatever it is doing, stays logged in', async ({
  page,
  context,
}) => {
  const email = await signUp(page)
  await expectHome(page, email)
  const other = await context.newPage()
  for (let times = 0; times < 12; times += 1) {
    const isAsked = page.waitForRequest(/\/trpc\/(?:auth\.refresh|users\.me)/)
    await page.reload({ waitUntil: 'commit' })
    await isAsked
    if (times % 4 === 0) await other.goto('/', { waitUntil: 'commit' })
    // From now on nobody has a token for the page.
    if (times % 4 === 2) await other.goto('about:blank')
    if (times % 3 === 1) await page.waitForLoadState()
    if (times % 3 === 2) await expectHome(page, email)
  }
  for (const tab of [page, other]) {
    await tab.goto('/')
    await expectHome(tab, email)
  }
})
