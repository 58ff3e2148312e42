// One visit, by a middling phone on a slow network: what the browser noted until the page had come to rest.
import type { EntryType } from 'node:perf_hooks'
import type { BrowserContext, BrowserContextOptions, CDPSession } from '@playwright/test'

/** The screen of a recent iPhone. */
export const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions

/** Lighthouse's phone (`mobileSlow4G` in its core/config/constants.js), as it throttles by DevTools: for each request. */
const CPU_SLOWDOWN = 4
const NETWORK = {
  latency: 150 * 3.75,
  downloadThroughput: bytesASecond(1.6 * 1024 * 0.9),
  uploadThroughput: bytesASecond(750 * 0.9),
}

function bytesASecond(kilobits: number): number {
  return Math.floor((kilobits * 1024) / 8)
}

/** A page rests when for so long nothing came, was painted, moved or kept it busy: longer than any request takes. */
const REST_MS = 2_000

/** What the browser keeps of what happened to a page, in milliseconds since the visit began. */
interface Entry {
  entryType: string
  name: string
  startTime: number
  duration: number
  /** How far a shift of the layout went. */
  value: number
  hadRecentInput: boolean
  /** Of what was loaded, with its headers; 0 from the cache. */
  transferSize: number
}

const TYPES = [
  'paint',
  'largest-contentful-paint',
  'layout-shift',
  'longtask',
  'navigation',
  'resource',
]

/** The page's own, which has no DOM in its types here. */
declare const entries: Entry[]

/** Times in milliseconds, sizes in kB (1,000 bytes) as they went over the wire. */
export interface Seen {
  FCP: number
  LCP: number
  CLS: number
  TBT: number
  script: number
  all: number
}

/**
 * Goes to a screen in a tab of its own.
 * @throws when another screen is shown, or none
 */
export async function visit(context: BrowserContext, url: string): Promise<Seen> {
  const page = await context.newPage()
  await throttle(await context.newCDPSession(page))
  await page.addInitScript(collect, TYPES)
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForFunction(isAtRest, REST_MS, { polling: 200 })
  const heading = await page.locator('h1').count()
  if (page.url() !== url || heading === 0) throw new Error(`${url} shows another screen.`)
  const seen = summarize(await page.evaluate(() => entries))
  await page.close()
  return seen
}

async function throttle(session: CDPSession): Promise<void> {
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', { offline: false, ...NETWORK })
}

/** Runs in the page, before any script of its own. */
function collect(types: string[]): void {
  const entries: unknown[] = []
  const observer = new PerformanceObserver((list) => {
    entries.push(...list.getEntries().map((entry): unknown => entry.toJSON()))
  })
  // The types are Node's, which has others.
  for (const type of types) observer.observe({ type: type as EntryType, buffered: true })
  Object.assign(globalThis, { entries })
}

/** Runs in the page. */
function isAtRest(ms: number): boolean {
  const last = Math.max(...entries.map(({ startTime, duration }) => startTime + duration))
  return performance.now() - last > ms
}

function summarize(entries: Entry[]): Seen {
  const of = (type: string): Entry[] => entries.filter(({ entryType }) => entryType === type)
  const FCP = of('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime
  const loaded = [...of('navigation'), ...of('resource')]
  return {
    FCP: FCP ?? Number.NaN,
    LCP: of('largest-contentful-paint').at(-1)?.startTime ?? Number.NaN,
    CLS: worstShift(of('layout-shift').filter(({ hadRecentInput }) => !hadRecentInput)),
    TBT: blockedTime(of('longtask'), FCP ?? Number.NaN),
    script: kilobytes(loaded.filter(({ name }) => name.endsWith('.js'))),
    all: kilobytes(loaded),
  }
}

/** The largest sum of a window: shifts less than a second apart, in five seconds at the most (web.dev/articles/cls). */
function worstShift(shifts: Entry[]): number {
  let [first, last, sum, worst] = [-Infinity, -Infinity, 0, 0]
  for (const { startTime, value } of shifts) {
    if (startTime - last >= 1_000 || startTime - first >= 5_000) [first, sum] = [startTime, 0]
    last = startTime
    sum += value
    worst = Math.max(worst, sum)
  }
  return worst
}

/** What tasks took beyond 50 ms after the first paint (web.dev/articles/tbt); the page rests at the end, so none is missed. */
function blockedTime(tasks: Entry[], paintedAt: number): number {
  return tasks
    .map(({ startTime, duration }) => startTime + duration - Math.max(startTime, paintedAt) - 50)
    .reduce((sum, excess) => sum + Math.max(0, excess), 0)
}

function kilobytes(loaded: Entry[]): number {
  return loaded.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1_000
}
