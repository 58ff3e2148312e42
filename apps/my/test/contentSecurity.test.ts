// What a page may run: nothing that stands in it, in a build as with a developer's server, which marks its own.
import { join } from 'node:path'
import getPort from 'get-port'
import { build, createServer } from 'vite'
import { expect, test } from 'vitest'

const configFile = join(import.meta.dirname, '../vite.config.ts')

/** The directives of a policy, by name. */
function read(policy: string): Map<string, string> {
  return new Map(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ')
      return [name, sources.join(' ')]
    }),
  )
}

test('a build says so in each page, and the pages hold no script', async () => {
  const built = await build({ configFile, logLevel: 'silent', build: { write: false } })
  const pages = [built]
    .flat()
    .flatMap((result) => ('output' in result ? result.output : []))
    .flatMap((file) =>
      file.type === 'asset' && file.fileName.endsWith('.html') ? [String(file.source)] : [],
    )
  expect(pages).toHaveLength(2)
  for (const page of pages) {
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? []
    const directives = read(policy.replaceAll('&#39;', "'"))
    expect(directives.get('default-src')).toBe("'none'")
    expect(directives.get('script-src')).toBe("'self'")
    expect(directives.get('style-src')).toBe("'self'")
    expect(directives.get('connect-src')).toBe("'self' https://api.trydelete.app")
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<script'))
    expect(page).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/)
  }
})

test("a developer's server says so in a header, with a mark for each script that it writes itself", async () => {
  const server = await createServer({
    configFile,
    logLevel: 'silent',
    server: { port: await getPort(), hmr: { port: await getPort() } },
  })
  try {
    await server.listen()
    const answer = await fetch(`${server.resolvedUrls?.local[0]}welcome`, {
      headers: { accept: 'text/html' },
    })
    const directives = read(answer.headers.get('content-security-policy') ?? '')
    const [, nonce = ''] = /'nonce-([^']+)'/.exec(directives.get('script-src') ?? '') ?? []
    expect(nonce).toMatch(/^[\w+/]{22}==$/)
    expect(directives.get('script-src')).toBe(`'self' 'nonce-${nonce}'`)
    expect([...directives.values()].join(' ')).not.toContain('unsafe')
    const scripts = (await answer.text()).match(/<script[^>]*>/g) ?? []
    expect(scripts.length).toBeGreaterThan(1)
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
  } finally {
    await server.close()
  }
})
