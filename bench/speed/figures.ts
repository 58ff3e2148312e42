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
  /** What explains the ratio, in a few words. */
  remark?: string
  /** What was measured, round by round, with its unit. */
  rounds: { unit: string; ours: number[]; theirs: number[] }
}

/** Compares what was measured in the same rounds. */
export function compareRounds(
  about: Pick<Figure, 'what' | 'against' | 'target' | 'remark'>,
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
  const rows = figures.map((figure): string[] => {
    const { what, against, ratio, spread, target, remark = '' } = figure
    const goal = target && ('atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`)
    const met = { true: 'met', false: 'MISSED', undefined: '' }[`${isMet(figure)}`]
    const range = spread.map((value) => value.toFixed(2)).join('-')
    return [what, against, ratio.toFixed(2), range, goal ?? '', met, remark]
  })
  const lines = [['ours', 'against', 'ratio', 'rounds', 'target', '', ''], ...rows]
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  for (const line of lines) {
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths?.[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  }
}

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
