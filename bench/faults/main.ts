// `pnpm bench:faults [name ...]`: breaks the service on purpose, and ends with 1 when it breaks a promise in return.
import { disk } from './disk.ts'
import { kill } from './kill.ts'
import { outage } from './outage.ts'
import { type Fault, Report } from './report.ts'
import { cleanUp, cleanUpAtExit } from '../servers.ts'
import { sigterm } from './sigterm.ts'
import { slow } from './slow.ts'

const ALL: Fault[] = [kill, outage, slow, sigterm, disk]

const names = process.argv.slice(2)
const unknown = names.filter((name) => !ALL.some((fault) => fault.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}; there are ${ALL.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}

cleanUpAtExit()

const summary: Record<string, { kept: number; broken: number; seconds: number; notes: string }> = {}
for (const { name, run } of ALL) {
  if (names.length > 0 && !names.includes(name)) continue
  const report = new Report(name)
  const startedAt = performance.now()
  try {
    await run(report)
  } catch (error) {
    console.error(error)
    report.check(false, 'the script came to its end')
  } finally {
    cleanUp()
  }
  summary[name] = {
    kept: report.kept,
    broken: report.broken.length,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    notes: [...new Set(report.broken), ...report.skipped.map((what) => `skipped ${what}`)].join(
      '; ',
    ),
  }
  if (report.broken.length > 0) process.exitCode = 1
}
console.log('')
for (const [name, { kept, broken, seconds, notes }] of Object.entries(summary)) {
  console.log(
    `${name.padEnd(8)} ${String(kept).padStart(3)} kept ${String(broken).padStart(3)} broken ${String(seconds).padStart(4)} s  ${notes}`,
  )
}
