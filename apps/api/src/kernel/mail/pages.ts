// What a laptop shows of mails: the outbox, and every letter as it looks.
import { Locale } from '@delete/schemas/users'
import { Router } from 'express'
import type { Env } from '../env.ts'
import { type AnyTemplate, toHtml, toText, escapeHtml } from './letter.ts'
import { readOutbox, renderFrames, renderOutbox, renderPage } from './outbox.ts'

/** Where mails are kept that were not sent. */
export const OUTBOX_PATH = '/outbox'

/** Where every letter is shown. */
const LETTERS_PATH = '/outbox/letters'

const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}

/** Whether mails are kept here: where there is no mail server, and never in production. */
function keepsOutbox({ isProduction, smtpUrl }: Pick<Env, 'isProduction' | 'smtpUrl'>): boolean {
  return !isProduction && smtpUrl === undefined
}

/** The pages, for a service that is not in production. */
export function createMailPages(env: Env, letters: Record<string, AnyTemplate>): Router {
  const pages = Router({ strict: true })
  pages.get(LETTERS_PATH, (_req, res) => {
    res.set(HEADERS).type('html').send(renderLetters(letters))
  })
  if (!keepsOutbox(env)) return pages
  pages.get(OUTBOX_PATH, async (_req, res) => {
    res
      .set(HEADERS)
      .type('html')
      .send(renderOutbox(await readOutbox(env.dataDir)))
  })
  pages.get(`${OUTBOX_PATH}.json`, async (_req, res) => {
    res.set(HEADERS).json(await readOutbox(env.dataDir))
  })
  return pages
}

function renderLetters(letters: Record<string, AnyTemplate>): string {
  const shown = Object.entries(letters).flatMap(([name, { example, write }]) =>
    Locale.options.map((locale) => {
      const letter = write[locale](example as never)
      return `<article>
<h2>${escapeHtml(name)}, ${locale}</h2>
<p>${escapeHtml(letter.subject)}</p>
${renderFrames(`${name} ${locale}`, toHtml(letter, locale))}
<details><summary>As text</summary><pre>${escapeHtml(toText(letter, locale))}</pre></details>
</article>`
    }),
  )
  return renderPage('Letters', shown.join('\n'))
}
