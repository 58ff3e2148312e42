// The page that a problem's `type` leads to: every error of the catalogue, each under an anchor of its code.
import { STATUS_CODES } from 'node:http'
import { type ErrorCode, errors } from '@delete/schemas/errors'
import { tags } from '@delete/schemas/tags'

/** Where the page is. */
export const ERRORS_PATH = '/docs/errors'

type Group<Code extends ErrorCode> = Code extends `${infer Name}.${string}` ? Name : 'service'

/** By the first part of a code, in the order of the page. */
const groups: Record<Group<ErrorCode>, string> = {
  request: 'About the request itself, whichever operation it is for.',
  auth: tags.auth,
  service: 'About the service, and not about what you sent.',
}

/** The catalogue as one HTML page without scripts. */
export function renderErrorsPage(): string {
  const codes = Object.keys(errors) as ErrorCode[]
  const byGroup = Map.groupBy(codes, groupOf)
  const sections = Object.entries(groups).map(([group, description]) => {
    const entries = (byGroup.get(group) ?? []).map(renderEntry)
    return `<section>\n<h2>${group}</h2>\n<p>${escape(description)}</p>\n${entries.join('\n')}\n</section>`
  })
  const contents = codes.map((code) => `<li><a href="#${code}">${code}</a></li>`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Errors of the Delete API</title>
<style>${STYLE}</style>
<h1>Errors</h1>
<p>Every error is a problem document (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>), sent as
<code>application/problem+json</code>. Decide by its <code>code</code>, which keeps its meaning, and show people
<code>title</code> and <code>detail</code>. Its <code>type</code> leads to its entry here. Tell us its <code>requestId</code> when you ask about it.</p>
<nav><ul>${contents.join('\n')}</ul></nav>
${sections.join('\n')}
<p><a href="/docs">All operations</a></p>
</html>
`
}

function renderEntry(code: ErrorCode): string {
  const { status, title, detail } = errors[code]
  return `<article id="${code}">
<h3><a href="#${code}">${code}</a></h3>
<p class="status">${status} ${STATUS_CODES[status]}</p>
<p><strong>${escape(title)}</strong> ${escape(detail)}</p>
</article>`
}

function groupOf(code: string): string {
  return code.includes('.') ? (code.split('.', 1)[0] ?? '') : 'service'
}

const STYLE = `
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 3rem }
h3 { margin: 0; font-family: ui-monospace, monospace; font-size: 1rem }
h3 a { color: inherit; text-decoration: none }
nav ul { columns: 2 16rem; padding-left: 1.2rem }
article { margin: 1.5rem 0; padding: .75rem 1rem; border: 1px solid color-mix(in srgb, currentcolor 25%, transparent); border-radius: .5rem }
article p { margin: .25rem 0 0 }
article:target { border-color: currentcolor; outline: 2px solid }
.status { font-size: .9rem; opacity: .75 }
`

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
