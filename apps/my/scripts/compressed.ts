// Compresses a build once and for all, for servers that hand out what lies beside a file: `app.js.br`, `app.js.gz`.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(?:css|html|js|json|svg|txt|webmanifest)$/

/** Below this a file fits into the first packet anyway. */
const WORTHWHILE_BYTES = 1_000

/** Does nothing for a build that stays in memory. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const names = await readdir(dir, { recursive: true })
      const files = names.filter((name) => TEXT.test(name)).map((name) => join(dir, name))
      await Promise.all(files.map(compress))
    },
  }
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file)
  if (content.length < WORTHWHILE_BYTES) return
  // Brotli is at its best, 11, unless told otherwise.
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content))
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
}
