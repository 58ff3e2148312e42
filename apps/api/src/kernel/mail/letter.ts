// A letter: what a mail says, once, and how it looks as text and as HTML.
import type { Locale } from '@delete/schemas/users'

export interface Letter {
  subject: string
  paragraphs: string[]
  /** What its reader can do, by a link into the app. */
  actions: { label: string; url: string }[]
  /** What it says in small print, below the actions. */
  note?: string
}

/** One kind of letter, in each language. */
export interface Template<Data> {
  /** What it is shown with where nobody is written to. */
  example: Data
  write: Record<Locale, (data: Data) => Letter>
}

const FOOTER: Record<Locale, string> = {
  en: 'Delete, the dating service that is meant to be deleted.',
  de: 'Delete, die Partnersuche, die gelöscht werden will.',
}

/** A template of whatever kind, for showing its example. */
export interface AnyTemplate extends Pick<Template<never>, 'write'> {
  example: unknown
}

/** As people read it whose program shows no HTML. */
export function toText({ paragraphs, actions, note }: Letter, locale: Locale): string {
  const parts = [
    ...paragraphs,
    ...actions.map(({ label, url }) => `${label}:\n${url}`),
    ...(note === undefined ? [] : [note]),
    `-- \n${FOOTER[locale]}`,
  ]
  return `${parts.join('\n\n')}\n`
}

/** One column that fits a phone, dark where its reader's program is, without anything that is loaded from elsewhere. */
export function toHtml({ subject, paragraphs, actions, note }: Letter, locale: Locale): string {
  const links = actions.map(
    ({ label, url }) =>
      `<p class="action"><a href="${escapeHtml(url)}" target="_blank" rel="noreferrer">${escapeHtml(label)}</a></p>`,
  )
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>${STYLE}</style>
</head>
<body>
<div class="letter">
<h1>${escapeHtml(subject)}</h1>
${paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
${links.join('\n')}
${note === undefined ? '' : `<p class="note">${escapeHtml(note)}</p>`}
<p class="note">${escapeHtml(FOOTER[locale])}</p>
</div>
</body>
</html>
`
}

/** For text between tags and in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const STYLE = `
:root { color-scheme: light dark; supported-color-schemes: light dark }
body { margin: 0; padding: 24px 16px; background: #f6f4f1; color: #1d1b19; font: 17px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
.letter { max-width: 480px; margin: 0 auto; padding: 24px; background: #ffffff; border-radius: 12px }
h1 { margin: 0 0 16px; font-size: 22px; line-height: 1.3 }
p { margin: 0 0 16px; overflow-wrap: anywhere }
.action a { display: inline-block; padding: 12px 20px; border-radius: 8px; background: #1d1b19; color: #ffffff; font-weight: 600; text-decoration: none }
.note { margin: 24px 0 0; font-size: 14px; color: #6b655f }
@media (prefers-color-scheme: dark) {
  body { background: #161412; color: #f1ede8 }
  .letter { background: #221f1c }
  .action a { background: #f1ede8; color: #1d1b19 }
  .note { color: #aaa29a }
}
`
