// `pnpm bench [--quick] [name ...]`: how fast ours is beside its peers; ends with 1 when a ratio misses its target.
import { parseArgs } from 'node:util'
import { cleanUpAtExit } from '../servers.ts'
import { prepareComparisons } from './comparisons.ts'
import { type Figure, isMet, printTable, saveFigures } from './figures.ts'
import { compareFloods, type Effort } from './flood.ts'
import type { Flood, Flooded } from './jobs.ts'
import { measureLogins, measureStorm } from './logins.ts'
import { measureProcesses } from './processes.ts'
import { openStage } from './stage.ts'

const { values, positionals: names } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const effort: Effort = values.quick ? { rounds: 1, seconds: 1 } : { rounds: 5, seconds: 2 }

cleanUpAtExit()
const startedAt = performance.now()
const stage = await openStage()
const load = stage.startWorker<Flood, Flooded>('bench/speed/load.ts', 'load')
const comparisons = await prepareComparisons(stage)
const parts: [name: string, measure: () => Promise<Figure[]>][] = [
  ...comparisons.map((comparison): [string, () => Promise<Figure[]>] => [
    comparison.what,
    () => compareFloods(load, comparison, effort),
  ]),
  ['login', async () => [await measureLogins(stage, load, effort.rounds)]],
  ['storm', async () => [await measureStorm(stage, effort.rounds)]],
  ['memory and start', () => measureProcesses(stage, load, effort)],
]
const chosen = parts.filter(
  ([name]) => names.length === 0 || names.some((wanted) => name.includes(wanted)),
)
if (chosen.length === 0) {
  console.error(`There is no such part; there are:\n${parts.map(([name]) => name).join('\n')}`)
  process.exit(2)
}

const figures: Figure[] = []
const failed: string[] = []
for (const [index, [name, measure]] of chosen.entries()) {
  console.log(`${index + 1} of ${chosen.length}: ${name}`)
  try {
    figures.push(...(await measure()))
  } catch (error) {
    failed.push(name)
    console.error(error)
  }
}
const seconds = Math.round((performance.now() - startedAt) / 1000)
console.log('')
printTable(figures)
const file = saveFigures(figures, { ...effort, seconds, failed })
const missed = figures.filter((figure) => isMet(figure) === false).length
console.log(`\n${missed} of ${figures.length} missed; ${seconds} s; all rounds are in ${file}`)
if (failed.length > 0) console.error(`Could not be measured: ${failed.join(', ')}`)
process.exit(missed + failed.length > 0 ? 1 : 0)
