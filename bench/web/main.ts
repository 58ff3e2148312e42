// `pnpm bench:web [rounds]`: what a member's phone waits for, beside a page of React alone; ends with 1 when it is longer
// than web.dev calls good.
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium } from '@playwright/test'
import { cleanUpAtExit } from '../servers.ts'
import { median } from '../speed/figures.ts'
import { becomeMember, startApp, startPeer } from './sites.ts'
import { PHONE, type Seen, visit } from './visit.ts'

const ROUNDS = Number(process.argv[2] ?? 7)
const DEBIANS = '/usr/bin/chromium'

const PEER = 'peer'
const MISSED = 'MISSED'

interface Figure {
  key: keyof Seen
  unit: string
  digits: number
  /** Up to where web.dev (articles/lcp, cls, tbt) calls it good. */
  good?: number
}

const FIGURES: Figure[] = [
  { key: 'FCP', unit: 'ms', digits: 0 },
  { key: 'LCP', unit: 'ms', digits: 0, good: 2_500 },
  { key: 'CLS', unit: '', digits: 3, good: 0.1 },
  { key: 'TBT', unit: 'ms', digits: 0, good: 200 },
  { key: 'script', unit: 'kB', digits: 1 },
  { key: 'all', unit: 'kB', digits: 1 },
]

/** Cold: a browser that has never been here. Warm: the same one, in a new tab. */
const VISITS = ['cold', 'warm'] as const

interface Screen {
  name: string
  url: string
  /** What the browser has kept from before. */
  kept?: () => Promise<BrowserContextOptions['storageState']>
}

async function visitAll(browser: Browser, screens: Screen[]): Promise<Map<string, Seen[]>> {
  const seen = new Map<string, Seen[]>()
  // The first one does not count: the servers have compiled nothing yet.
  for (let round = 0; round <= ROUNDS; round += 1) {
    console.log(round === 0 ? 'Warming up' : `Round ${round} of ${ROUNDS}`)
    for (const { name, url, kept } of screens) {
      const storageState = await kept?.()
      const context = await browser.newContext({ ...PHONE, ...(storageState && { storageState }) })
      for (const which of VISITS) {
        const key = `${name}, ${which}`
        const found = await visit(context, url)
        if (round > 0) seen.set(key, [...(seen.get(key) ?? []), found])
      }
      await context.close()
    }
  }
  return seen
}

/** Prints a line for each figure of each visit; answers how many are not good. */
function printTable(seen: Map<string, Seen[]>): number {
  const rows = [...seen]
    .filter(([key]) => !key.startsWith(PEER))
    .flatMap(([key, app]) => {
      const which = key.slice(key.indexOf(','))
      const lines = FIGURES.map((figure) => row(figure, app, seen.get(PEER + which) ?? []))
      return lines.map((cells, index) => [index === 0 ? key : '', ...cells])
    })
  const lines = [['', '', 'app', 'rounds', 'React alone', 'rounds', 'ratio', 'good', ''], ...rows]
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  for (const line of lines) {
    const cells = line.map((cell, i) => cell.padEnd(widths?.[i] ?? 0))
    console.log(cells.join('  ').trimEnd())
  }
  return rows.filter((cells) => cells.at(-1) === MISSED).length
}

function row({ key, unit, digits, good }: Figure, app: Seen[], peer: Seen[]): string[] {
  const show = (values: number[]): string[] => {
    const ends = [Math.min(...values), Math.max(...values)]
    return [
      `${median(values).toFixed(digits)} ${unit}`,
      ends.map((value) => value.toFixed(digits)).join('-'),
    ]
  }
  const ours = app.map((one) => one[key])
  const theirs = peer.map((one) => one[key])
  const ratio = median(ours) / median(theirs)
  return [
    key,
    ...show(ours),
    ...show(theirs),
    Number.isFinite(ratio) ? ratio.toFixed(2) : '',
    good === undefined ? '' : `≤ ${good}`,
    good === undefined || median(ours) <= good ? '' : MISSED,
  ]
}

cleanUpAtExit()
try {
  console.log('Building the app and its peer')
  const [app, peer] = [await startApp(), await startPeer()]
  const browser = await chromium.launch({
    ...(existsSync(DEBIANS) && { executablePath: DEBIANS }),
    // Its end is that of this process, which comes by Ctrl-C too.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const seen = await visitAll(browser, [
    { name: PEER, url: `${peer}/` },
    { name: 'welcome', url: `${app}/welcome` },
    { name: 'log-in', url: `${app}/login` },
    { name: 'home', url: `${app}/`, kept: () => becomeMember(app) },
  ])
  await browser.close()
  console.log('')
  const missed = printTable(seen)
  console.log(`\n${missed} missed; medians of ${ROUNDS} rounds`)
  process.exit(missed > 0 ? 1 : 0)
} catch (error) {
  const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
  console.error(`The app could not be measured: ${reason}`)
  process.exit(1)
}
