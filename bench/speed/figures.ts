// What a run has come to: ratios with their targets, as a table and as a file.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'

export type Target = { atLeast: number } | { atMost: number }

/** A ratio of ours to a peer's, or of ours to itself under other circumstances. */
export interface Figure {
  what: string
  against: string
  /** Of the medians of all rounds. */
  ratio: number
  /** The smallest and the largest among the ratios of each round. */
  spread: [number, number]
  /** Absent: in the table for its own sake. */
  target?: Target
  /** Calls for each second of the processor's; as a ratio, and the share of its core that each server had. */
  cpu?: { ratio: number; ours: number; theirs: number }
  /** What was measured, round by round, with its unit. */
  rounds: { unit: string; ours: number[]; theirs: number[] }
}

/** Compares what was measured in the same rounds. */
export function compareRounds(
  about: Pick<Figure, 'what' | 'against' | 'target' | 'cpu'>,
  rounds: Figure['rounds'],
): Figure {
  const { ours, theirs } = rounds
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
  return {
    ...about,
    ratio: median(ours) / median(theirs),
    spread: [Math.min(...ratios), Math.max(...ratios)],
    rounds,
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value that this share of all is not above; between two, the lower one. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Undefined where there is no target. */
export function isMet({ ratio, target }: Figure): boolean | undefined {
  if (!target) return undefined
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost
}

export function printTable(figures: Figure[]): void {
  const show = (value: number): string => value.toFixed(2)
  const rows = figures.map((figure): string[] => {
    const { what, against, ratio, spread, target, cpu } = figure
    const goal = target && ('atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`)
    const met = { true: 'met', false: 'MISSED', undefined: '' }[`${isMet(figure)}`]
    const shares = cpu ? [show(cpu.ratio), `${show(cpu.ours)}, ${show(cpu.theirs)}`] : []
    return [what, against, show(ratio), spread.map(show).join('-'), goal ?? '', met, ...shares]
  })
  const titles = ['ours', 'against', 'ratio', 'rounds', 'target', '', 'per CPU second', 'core busy']
  const lines = [titles, ...rows]
  const widths = titles.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  for (const line of lines) {
    const cells = line.map((cell, i) => cell.padEnd(widths[i] ?? 0))
    console.log(cells.join('  ').trimEnd())
  }
  const starved = figures.filter(({ cpu }) => cpu && Math.min(cpu.ours, cpu.theirs) < STARVED)
  if (starved.length > 0) {
    console.log(
      `\nIn ${starved.length} a server had less than ${STARVED} of its core: this machine does other things as well, or the load cannot keep up. Go by the calls for each CPU second there, or measure again.`,
    )
  }
}

/** A flood that is worth its name leaves a server less to wait for. */
const STARVED = 0.9

/** Writes what was measured to `bench/results`; answers the file's path. */
export function saveFigures(figures: Figure[], circumstances: object): string {
  const folder = join(import.meta.dirname, '../results')
  mkdirSync(folder, { recursive: true })
  const measuredAt = new Date().toISOString()
  const file = join(folder, `speed-${measuredAt.replaceAll(':', '-')}.json`)
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
  const about = { measuredAt, commit: readCommit(), ...machine, ...circumstances }
  writeFileSync(file, `${JSON.stringify({ ...about, figures }, undefined, 2)}\n`)
  return file
}

function readCommit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
}
