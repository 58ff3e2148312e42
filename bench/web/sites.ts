// What is visited: the app, and a peer that shows what React costs by itself; both built and served in the same way.
import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BrowserContextOptions } from '@playwright/test'
import getPort from 'get-port'
import { makeFolder, startApi } from '../servers.ts'

const root = join(import.meta.dirname, '../..')
const app = join(root, 'apps/my')

/** A heading and a paragraph by React, and nothing else. */
const PEER = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Peer</title>
  </head>
  <body>
    <div id="app"></div>
    <script type="module" src="/main.js"></script>
  </body>
</html>
`,
  'main.js': `import { createElement, Fragment } from 'react'
import { createRoot } from 'react-dom/client'

const heading = createElement('h1', null, 'Find each other. Then delete us.')
const paragraph = createElement('p', null, 'A dating service that has done its job when two people leave together.')
createRoot(document.querySelector('#app')).render(createElement(Fragment, null, heading, paragraph))
`,
  // Compressed as the app is, and with nothing that is the app's own.
  'vite.config.ts': `import { compressed } from '${join(app, 'scripts/compressed.ts').replaceAll('\\', '/')}'

export default { plugins: [compressed()], build: { modulePreload: { polyfill: false } } }
`,
}

/** Builds the app for production, and answers where an api of its own serves it. */
export function startApp(): Promise<string> {
  return start(app)
}

export function startPeer(): Promise<string> {
  const folder = join(makeFolder(), 'peer')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(PEER)) writeFileSync(join(folder, name), text)
  // The app's own React and Vite.
  symlinkSync(join(app, 'node_modules'), join(folder, 'node_modules'))
  return start(folder)
}

/** Compressed, and with the same headers, whatever the folder. */
async function start(folder: string): Promise<string> {
  const port = String(await getPort())
  const built = join(makeFolder(), 'app')
  const url = `http://127.0.0.1:${port}`
  const vite = join(app, 'node_modules/vite/bin/vite.js')
  const options = ['--config', join(folder, 'vite.config.ts'), '--outDir', built, '--emptyOutDir']
  await promisify(execFile)(process.execPath, [vite, 'build', folder, ...options], {
    env: { ...process.env, PUBLIC_URL: url },
  }).catch(() => {
    throw new Error(`${folder} cannot be built; \`pnpm build\` says why.`)
  })
  await startApi({
    PORT: port,
    PUBLIC_URL: url,
    SERVE_APP: built,
    DATA_DIR: join(makeFolder(), 'data'),
    EMAIL_VERIFICATION: 'off',
  })
  return url
}

/** Signs somebody up and logs them in; answers what their browser keeps of it. */
export async function becomeMember(
  url: string,
): Promise<NonNullable<BrowserContextOptions['storageState']>> {
  const post = async (path: string, body: object): Promise<Response> => {
    const answer = await fetch(`${url}/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-session': 'cookie', origin: url },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} is answered ${answer.status}.`)
    return answer
  }
  const email = `ada-${crypto.randomUUID().slice(0, 8)}@example.com`
  const password = 'correct horse battery staple'
  const signedUp = await post('signup', { email, password, name: 'Ada' })
  const loggedIn = await post('login', { email, password })
  const { user } = (await signedUp.json()) as { user: { id: string } }
  const [name = '', value = ''] = loggedIn.headers.getSetCookie()[0]?.split(/[=;]/) ?? []
  const { hostname } = new URL(url)
  return {
    cookies: [
      {
        name,
        value,
        domain: hostname,
        path: '/',
        expires: -1,
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      },
    ],
    origins: [{ origin: url, localStorage: [{ name: 'delete.member', value: user.id }] }],
  }
}
