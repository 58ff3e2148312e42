// Without a network: the page that is kept for then, how it goes on, and that nothing else is kept; and that the app can be installed.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, chromium, expect, type Page } from '@playwright/test'
import { listen, PASSWORD } from './member.ts'

const UNREACHABLE = 'Delete cannot be reached'

/** The built app at an address of its own, where it can go and come back. */
interface Host {
  url: string
  goAway: () => Promise<void>
  comeBack: () => Promise<void>
  /** Answers in place of the app until it is unset. */
  failure?: number | undefined
  /** The name that the worker of the app gives to what it keeps, where it is not its own. */
  version?: string
}

const test = base.extend<{ host: Host }>({
  host: async ({ baseURL }, use) => {
    const host: Host = {
      url: '',
      goAway: async () => {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      },
      comeBack: () => listen(Number(new URL(host.url).port)),
    }
    const server = serve(host, baseURL ?? '')
    const listen = async (port: number): Promise<void> => {
      await once(server.listen(port, '127.0.0.1'), 'listening')
    }
    await listen(0)
    host.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await use(host)
    if (server.listening) await host.goAway()
  },
})

function serve(host: Host, app: string): Server {
  return createServer((req, res) => void answer(app, req.url ?? '', res, host))
}

async function answer(
  app: string,
  path: string,
  res: ServerResponse,
  { failure, version }: Host,
): Promise<void> {
  if (failure !== undefined) return void res.writeHead(failure).end('The server is unwell.')
  const { status, headers, body } = await read(app + path)
  // So that what is seen without a network comes from the worker, and from no other cache.
  const type = headers.get('content-type') ?? ''
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  const isReplaced = path === '/sw.js' && version !== undefined
  res.end(isReplaced ? String(body).replace(/offline-\w{8}/, version) : body)
}

async function read(url: string): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const answer = await fetch(url)
  const { status, headers } = answer
  return { status, headers, body: Buffer.from(await answer.arrayBuffer()) }
}

/** Goes to the log-in, and waits until the worker answers for the page. */
async function visit(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/login?from=%2Fexport`)
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/** The paths of everything that the caches of this origin hold, without hashes. */
function listKept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys()
    const kept = names.map(async (name) => (await caches.open(name)).keys())
    const paths = (await Promise.all(kept)).flat().map(({ url }) => new URL(url).pathname)
    return paths.map((path) => path.replace(/-[\w-]{8}(?=\.\w+$)/, '')).toSorted()
  })
}

const KEPT = [
  '/assets/instrument-sans-latin-wght-normal.woff2',
  '/assets/offline.js',
  '/assets/theme.css',
  '/assets/young-serif-latin-400-normal.woff2',
  '/early.js',
  '/favicon.svg',
  '/offline.html',
]

for (const { locale, title, login } of [
  { locale: 'en-GB', title: UNREACHABLE, login: 'Log in' },
  { locale: 'de-AT', title: 'Delete ist nicht zu erreichen', login: 'Anmelden' },
]) {
  test.describe(locale, () => {
    test.use({ locale })

    test('says that the app cannot be reached, and is back where one was going once it can', async ({
      page,
      host,
    }) => {
      await visit(page, host.url)
      await host.goAway()
      await page.reload()
      await expect(page.getByRole('heading', { name: title })).toBeVisible()
      await expect(page.getByRole('main')).toHaveCount(1)
      await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2))
      await expect(page).toHaveTitle(`${title} · Delete`)
      await host.comeBack()
      await expect(page.getByRole('heading', { name: login })).toBeVisible()
      await expect(page).toHaveURL(`${host.url}/login?from=%2Fexport`)
    })
  })
}

test('the language and the theme that were chosen hold without a network too', async ({
  page,
  host,
}) => {
  await visit(page, host.url)
  await page.evaluate(() => {
    localStorage.setItem('delete.locale', 'de')
    localStorage.setItem('delete.theme', 'dark')
  })
  await host.goAway()
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 800 } })

    test('the page is like the app, and everybody can use it', async ({ page, host }) => {
      await visit(page, host.url)
      await host.goAway()
      await page.reload()
      const heading = page.getByRole('heading', { name: UNREACHABLE })
      await expect(heading).toHaveCSS('font-family', /^"Young Serif"/)
      const typefaces = await page.evaluate(async () =>
        [...(await document.fonts.ready)]
          .filter(({ status }) => status === 'loaded')
          .map(({ family }) => family.replaceAll('"', '')),
      )
      expect(typefaces).toEqual(expect.arrayContaining(['Young Serif', 'Instrument Sans']))
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      const path = join(import.meta.dirname, `results/screens/offline-360-${colorScheme}.png`)
      await page.screenshot({ path })
    })
  })
}

test('it asks again every few seconds, and waits for more than an error of the server', async ({
  page,
  host,
}) => {
  await page.clock.install()
  await visit(page, host.url)
  await page.clock.pauseAt(Date.now() + 60_000)
  await host.goAway()
  await page.reload()
  await expect(page.getByRole('heading', { name: UNREACHABLE })).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'HEAD') asked.push(request.url())
  })
  let seconds = 0
  const passUntilAsked = (times: number): Promise<void> =>
    expect
      .poll(
        async () => {
          seconds += 1
          await page.clock.runFor(1_000)
          return asked.length
        },
        { intervals: [50] },
      )
      .toBe(times)
  await passUntilAsked(2)
  await host.comeBack()
  host.failure = 503
  await passUntilAsked(4)
  expect(asked).toEqual(Array.from({ length: 4 }, () => `${host.url}/`))
  expect(seconds).toBeGreaterThanOrEqual(20)
  host.failure = undefined
  await page.clock.resume()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
})

test('it goes on at once when the browser has a network again, and when it is told to', async ({
  page,
  context,
  host,
}) => {
  // So that it does not go on because time has passed.
  await page.clock.install()
  await visit(page, host.url)
  await page.clock.pauseAt(Date.now() + 60_000)
  await host.goAway()
  await page.reload()
  await host.comeBack()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
  await context.setOffline(true)
  await page.reload()
  await expect(page.getByRole('heading', { name: UNREACHABLE })).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Log in' })).toBeVisible()
})

test('at its own address it leads to the app', async ({ page, host }) => {
  await page.goto(`${host.url}/offline.html`)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page).toHaveURL(`${host.url}/welcome`)
})

test('an error of the server is shown as it is', async ({ page, host }) => {
  await visit(page, host.url)
  host.failure = 503
  const answer = await page.reload()
  expect([answer?.status(), answer?.fromServiceWorker()]).toEqual([503, true])
  await expect(page.getByText('The server is unwell.')).toBeVisible()
})

test('nothing but that page is kept, and nothing of a member passes by the worker', async ({
  page,
}) => {
  await visit(page, '')
  const passed = new Set<string>()
  page.on('response', (answer) => {
    if (!answer.fromServiceWorker() || answer.request().isNavigationRequest()) return
    passed.add(new URL(answer.url()).pathname.replace(/-[\w-]{8}(?=\.\w+$)/, ''))
  })
  await page.goto('/signup')
  await page.getByLabel('Name').fill('Ada')
  await page.getByLabel('E-mail address').fill(`ada-${randomUUID()}@example.com`)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL('/')
  const calls = listen(page)
  await page.reload()
  await expect.poll(() => calls.join()).toContain('users.me')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(await listKept(page)).toEqual(KEPT)
  expect(KEPT).toEqual(expect.arrayContaining([...passed]))
  expect(passed).toContain('/early.js')
})

test('a new version takes over at once, and what the old one kept is gone', async ({
  page,
  host,
}) => {
  await visit(page, host.url)
  host.version = 'offline-next'
  await page.reload()
  const names = (): Promise<string[]> => page.evaluate(() => caches.keys())
  await expect.poll(names).toEqual(['offline-next'])
  expect(await listKept(page)).toEqual(KEPT)
})

test('the app can be installed', async ({ launchOptions, baseURL }) => {
  const profile = mkdtempSync(join(tmpdir(), 'delete-profile-'))
  // Not as the other tests, whose pages are private ones: none of those can be installed.
  const context = await chromium.launchPersistentContext(profile, launchOptions)
  try {
    const page = await context.newPage()
    await visit(page, baseURL ?? '')
    const cdp = await context.newCDPSession(page)
    expect(await cdp.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] })
    const { errors, url } = await cdp.send('Page.getAppManifest')
    expect([errors, url]).toEqual([[], `${baseURL}/manifest.webmanifest`])
  } finally {
    await context.close()
    rmSync(profile, { recursive: true })
  }
})
