// What a build leaves beside its files: copies in brotli and gzip of all text that is worth it, which hold the same.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const outDir = mkdtempSync(join(tmpdir(), 'delete-build-'))
afterAll(() => rmSync(outDir, { recursive: true }))

beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production')
  const configFile = join(import.meta.dirname, '../vite.config.ts')
  await build({ configFile, logLevel: 'silent', build: { outDir, emptyOutDir: true } })
})

test('each file of text from 1 kB on has both copies, a smaller one has none', () => {
  const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => /\.(?:js|css|html|svg)$/.test(name))
  expect(files.join()).toMatch(/\.js.*\.css|\.css.*\.js/)
  expect(files).toEqual(expect.arrayContaining(['index.html', 'favicon.svg']))
  for (const file of files) {
    const content = readFileSync(join(outDir, file))
    const copies = names.filter((name) => name.startsWith(`${file}.`)).toSorted()
    expect(copies).toEqual(content.length < 1_000 ? [] : [`${file}.br`, `${file}.gz`])
    const [br, gz] = copies.map((name) => readFileSync(join(outDir, name)))
    if (!br || !gz) continue
    expect(brotliDecompressSync(br).equals(content)).toBe(true)
    expect(gunzipSync(gz).equals(content)).toBe(true)
    expect(br.length).toBeLessThan(gz.length)
  }
})
