// Says what the page may load and run (Content Security Policy, level 3): in a build by the page itself, so that any host
// will do, and to a developer's browser by the server, with a nonce for what Vite puts into the page.
import { randomBytes } from 'node:crypto'
import type { Plugin } from 'vite'

/** A developer's server says this anew each time it starts. */
const nonce = randomBytes(16).toString('base64')

export function contentSecurity(apiUrl: string): Plugin[] {
  return [
    {
      name: 'content-security',
      apply: 'build',
      transformIndexHtml: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: policyOf(apiUrl) },
          injectTo: 'head-prepend',
        },
      ],
    },
    {
      name: 'content-security-dev',
      apply: 'serve',
      config: (_config, { isPreview }) =>
        isPreview
          ? {}
          : {
              html: { cspNonce: nonce },
              server: { headers: { 'Content-Security-Policy': policyOf(apiUrl, nonce) } },
            },
    },
  ]
}

function policyOf(apiUrl: string, nonce?: string): string {
  const allowed = nonce === undefined ? '' : ` 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    `script-src 'self'${allowed}`,
    `style-src 'self'${allowed}`,
    "font-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${namesOf(apiUrl).join(' ')}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** A page at one of this machine's names calls the api by the same name. */
function namesOf(url: string): string[] {
  const names = ['localhost', '127.0.0.1']
  const { hostname } = new URL(url)
  return names.includes(hostname) ? names.map((name) => url.replace(hostname, name)) : [url]
}
