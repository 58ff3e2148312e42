// The log of a real process: each line is out before the process can end, in whatever way it does.
import { execFile } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const LOG = pathToFileURL(join(import.meta.dirname, 'log.ts')).href

/** What a process writes that logs a long line and two short ones, and then does `end`. */
async function readLog(end: string): Promise<unknown[]> {
  const code = `
    const { createLog } = await import('${LOG}')
    const log = await createLog({ isProduction: true, logLevel: 'info' })
    for (const line of ['ä'.repeat(40_000), 'first', 'second']) log.info(line)
    ${end}`
  const { promise, resolve } = Promise.withResolvers<string>()
  // The way that it ends is not ours to mind.
  execFile(process.execPath, ['--input-type=module', '-e', code], (_error, stdout) =>
    resolve(stdout),
  )
  return (await promise)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
}

test.each([
  ['runs out of work', ''],
  ['exits', 'process.exit(1)'],
  ['throws', "throw new Error('fatal')"],
  ['exits later', 'setTimeout(() => process.exit(), 50)'],
  ['is killed after its turn', "setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)"],
])('is whole when the process %s', async (_how, end) => {
  expect(await readLog(end)).toEqual(['ä'.repeat(40_000), 'first', 'second'])
})
