// Every screen, in both themes and both languages: nothing sticks out at any width, and a machine finds nothing that keeps
// people out (WCAG 2.2 AA). With SCREENS=1 a picture of each is kept, at a phone's width and a desk's.
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { visitAsMember, visitAsStranger } from './visits.ts'

const folder = join(import.meta.dirname, 'results/screens')
const api = process.env.E2E_API_URL ?? ''
const KEEPS_PICTURES = process.env.SCREENS === '1'

/** From what a page is at 400 percent on (WCAG 1.4.10). */
const WIDTHS = [320, 360, 390, 768, 1024, 1280, 1440]
/** Those at which each screen is looked at more closely. */
const CLOSELY = new Set([390, 1280])

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Light and English, dark and German; for pictures, all four. */
const LOOKS = [
  { colorScheme: 'light', locale: 'en-GB' },
  { colorScheme: 'dark', locale: 'de-DE' },
  ...(KEEPS_PICTURES
    ? ([
        { colorScheme: 'dark', locale: 'en-GB' },
        { colorScheme: 'light', locale: 'de-DE' },
      ] as const)
    : []),
] as const

async function findOverflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

/** What a browser says of a page that has no words for something, or does what its policy forbids. */
async function listenForFaults(page: Page): Promise<string[]> {
  const faults: string[] = []
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      console.error(`FORBIDDEN: ${violatedDirective}`)
    })
  })
  page.on('console', (message) => {
    const text = message.text()
    if (/MISSING_MESSAGE|FORMATTING_ERROR|FORBIDDEN/.test(text)) faults.push(text)
  })
  return faults
}

/** As tall as what is on it, so that what is fixed at the bottom is at the bottom. */
async function takePicture(page: Page, width: number, path: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, 800) })
  await page.screenshot({ path, animations: 'disabled' })
}

for (const { colorScheme, locale } of LOOKS) {
  test.describe(`${colorScheme}, ${locale}`, () => {
    test.use({ colorScheme, locale, contextOptions: { reducedMotion: 'reduce' } })
    test.describe.configure({ timeout: 180_000 })

    /** Goes through the widths at one screen. */
    const examine = async (page: Page, name: string): Promise<void> => {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 })
        expect(await findOverflow(page), `${name} at ${width} px sticks out so far`).toBe(0)
        const moving = await page.evaluate(() => document.getAnimations().length)
        expect(moving, `${name} moves, and is asked not to`).toBe(0)
        if (!CLOSELY.has(width)) continue
        expect(await findViolations(page), `${name} at ${width} px`).toEqual([])
        if (KEEPS_PICTURES) {
          const file = `${name}-${width}-${colorScheme}-${locale.slice(0, 2)}.png`
          await takePicture(page, width, join(folder, file))
        }
      }
    }

    test('the screens for strangers', async ({ page }) => {
      const faults = await listenForFaults(page)
      await visitAsStranger(page, (name) => examine(page, name))
      expect(faults).toEqual([])
    })

    test('the screens for members', async ({ page }) => {
      const faults = await listenForFaults(page)
      await visitAsMember(page, (name) => examine(page, name))
      expect(faults).toEqual([])
    })
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`the pages of the api, ${colorScheme}`, () => {
    test.use({ colorScheme })

    for (const width of [360, 1280]) {
      test(`at ${width} px`, async ({ page }) => {
        await page.setViewportSize({ width, height: 800 })
        await page.goto(`${api}/docs`)
        await page.getByRole('link', { name: 'GET /v1/users/me' }).click()
        await expect(page.getByRole('button', { name: 'Execute' })).toBeVisible()
        expect(await findOverflow(page)).toBe(0)
        await page.goto(`${api}/docs/errors`)
        await expect(page.getByRole('heading', { name: 'Errors' })).toBeVisible()
        expect(await findOverflow(page)).toBe(0)
      })
    }
  })
}
