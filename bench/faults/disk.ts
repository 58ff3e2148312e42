// A data folder that cannot be one: the start ends with one sentence that says so.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Fault, Report } from './report.ts'
import { endApi, makeFolder, spawnApi } from '../servers.ts'

const START_MS = 30_000
/** Whom files of others are closed to; root may read and write everything. `nobody`, on most systems. */
const UNPRIVILEGED = 65_534

interface Case {
  what: string
  dataDir: string
  /** Whom the api runs as, when not as us. */
  uid?: number | undefined
}

async function tryToStart(report: Report, { what, dataDir, uid }: Case): Promise<void> {
  const api = await spawnApi({ DATA_DIR: dataDir }, uid)
  const late = setTimeout(START_MS, undefined, { ref: false })
  const exit = (await Promise.race([api.exit, late])) ?? (await endApi(api, 'SIGKILL'))
  const said = api.stderr().trim()
  report.say(`${what}: exit code ${exit.code} after ${exit.ms.toFixed(0)} ms`)
  for (const line of said.split('\n').slice(0, 6)) report.say(`    ${line.slice(0, 300)}`)
  report.check(exit.code === 1, `${what}: exit code 1 within ${START_MS / 1000} s`)
  report.check(!/^\s+at /m.test(said), `${what}: no stack`)
  report.check(
    said !== '' && !said.includes('\n') && said.includes(dataDir),
    `${what}: one line, which names the folder`,
  )
  report.check(!/\bERR_|\[object |undefined/.test(said), `${what}: in words for people`)
}

/** A folder with so much room and no more, if this process may make one. */
async function withFullDisk(
  report: Report,
  megabytes: number,
  use: (dir: string) => Promise<void>,
): Promise<void> {
  const what = `a disk of ${megabytes} MB`
  if (process.getuid?.() !== 0) return report.skip(what, 'only root can mount one')
  const dir = makeFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], {
      stdio: 'pipe',
    })
  } catch (error) {
    return report.skip(
      what,
      `mounting failed (${error instanceof Error ? error.message.trim() : ''})`,
    )
  }
  try {
    await use(dir)
  } finally {
    execFileSync('umount', [dir])
  }
}

/** Who is not let in: for root somebody else, who can at least read the code; null where there is nobody. */
function findUnprivileged(): { uid: number | undefined } | null {
  if (process.getuid?.() !== 0) return { uid: undefined }
  try {
    execFileSync(process.execPath, ['-e', 'fs.accessSync(process.argv[1])', import.meta.filename], {
      uid: UNPRIVILEGED,
      stdio: 'ignore',
    })
  } catch {
    return null
  }
  return { uid: UNPRIVILEGED }
}

/** A folder that its owner, whoever runs the api, has closed to this degree. */
function makeClosed(mode: number, uid: number | undefined): string {
  const folder = makeFolder()
  chmodSync(folder, 0o755)
  const dir = join(folder, 'data')
  mkdirSync(dir)
  if (uid !== undefined) chownSync(dir, uid, uid)
  chmodSync(dir, mode)
  return dir
}

export const disk: Fault = {
  name: 'disk',
  run: async (report) => {
    for (const megabytes of [1, 8]) {
      await withFullDisk(report, megabytes, (dir) =>
        tryToStart(report, { what: `a disk of ${megabytes} MB`, dataDir: join(dir, 'data') }),
      )
    }
    await withFullDisk(report, 64, async (dir) => {
      execFileSync('mount', ['-o', 'remount,ro', dir])
      await tryToStart(report, { what: 'a disk that is read-only', dataDir: dir })
    })

    const unprivileged = findUnprivileged()
    if (!unprivileged) report.skip('closed folders', 'nobody but root can read this repository')
    else {
      const { uid } = unprivileged
      await tryToStart(report, {
        what: 'a folder without any permission',
        dataDir: makeClosed(0o000, uid),
        uid,
      })
      await tryToStart(report, {
        what: 'a folder that cannot be written to',
        dataDir: makeClosed(0o555, uid),
        uid,
      })
    }

    const file = join(makeFolder(), 'data')
    writeFileSync(file, '')
    await tryToStart(report, { what: 'a file in its place', dataDir: file })
    await tryToStart(report, { what: 'a folder below a file', dataDir: join(file, 'data') })
    await tryToStart(report, { what: 'a folder in /proc', dataDir: '/proc/x' })
  },
}
