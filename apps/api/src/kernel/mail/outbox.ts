// The outbox: mails that were not sent because there is no mail server, kept in files and shown on a page.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { escapeHtml } from './letter.ts'
import type { Mail } from './mail.ts'

const KEPT = 100

const KeptMail = z.object({
  id: z.string(),
  to: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})

function folderOf(dataDir: string): string {
  return join(dataDir, 'outbox')
}

/** Keeps a mail, once however often it is handed over; the oldest make room. */
export async function keepInOutbox(dataDir: string, mail: Mail): Promise<void> {
  const folder = folderOf(dataDir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = await listNewestFirst(folder)
  const known = names.find((name) => name.endsWith(`-${mail.id}.json`))
  const last = Number(names[0]?.split('-', 1)[0] ?? 0)
  const name = known ?? `${String(last + 1).padStart(9, '0')}-${mail.id}.json`
  const draft = join(folder, `${mail.id}.draft`)
  await writeFile(draft, JSON.stringify(mail), { mode: 0o600 })
  await rename(draft, join(folder, name))
  await Promise.all(names.slice(KEPT - 1).map((old) => rm(join(folder, old), { force: true })))
}

/** The newest first. */
export async function readOutbox(dataDir: string): Promise<Mail[]> {
  const folder = folderOf(dataDir)
  const names = await listNewestFirst(folder)
  const files = await Promise.all(
    names.map((name) => readFile(join(folder, name), 'utf8').catch(whereGone(null))),
  )
  return files.flatMap((file) => (file === null ? [] : KeptMail.parse(JSON.parse(file))))
}

async function listNewestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(whereGone<string[]>([]))
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .toReversed()
}

/** What to say for a file that has made room, or a folder that is not there yet; any other failure stays one. */
function whereGone<Instead>(instead: Instead): (error: unknown) => Instead {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return instead
    throw error
  }
}

/** The mails on one page, each as its reader sees it. */
export function renderOutbox(mails: Mail[]): string {
  const shown = mails.map(
    ({ to, subject, text, html }) => `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(`${to.name} <${to.address}>`)}</p>
${renderFrames(subject, html)}
<details><summary>As text</summary><pre>${escapeHtml(text)}</pre></details>
</article>`,
  )
  const nothing = '<p>Nothing has been sent yet. Sign up, and load this page again.</p>'
  return renderPage('Outbox', shown.length === 0 ? nothing : shown.join('\n'))
}

/** In light and in dark, at the width of a phone; nothing in them can run. */
export function renderFrames(title: string, html: string): string {
  const frame = (scheme: string, isMet: string): string => {
    const shown = html.replace('(prefers-color-scheme: dark)', isMet)
    return `<iframe title="${escapeHtml(title)}, ${scheme}" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(shown)}"></iframe>`
  }
  return `<div class="frames">${frame('light', 'not all')}${frame('dark', 'all')}</div>`
}

export function renderPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} - Delete</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
article { margin: 2rem 0 }
h2 { margin: 0 }
.frames { display: flex; flex-wrap: wrap; gap: 1rem }
iframe { flex: 1 1 22rem; max-width: 24.5rem; height: 34rem; border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); border-radius: .5rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<h1>${title}</h1>
${body}
</html>
`
}
