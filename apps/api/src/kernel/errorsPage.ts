// The page that a problem's `type` leads to: every error of the catalogue, each under an anchor of its code.
import { errors } from '@delete/schemas/errors'

/** Where the page is. */
export const ERRORS_PATH = '/docs/errors'

/** The catalogue as one HTML page without scripts. */
export function renderErrorsPage(): string {
  const entries = Object.entries(errors).map(
    ([code, { status, title, detail }]) =>
      `<dt id="${code}"><code>${code}</code> ${status}</dt><dd>${escape(`${title} ${detail}`)}</dd>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Errors of the Delete API</title>
<style>body{font:1rem/1.5 system-ui;max-width:42rem;margin:2rem auto;padding:0 1rem}dt{margin-top:1.5rem}:target{font-weight:bold}</style>
<h1>Errors</h1>
<dl>${entries.join('\n')}</dl>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
