// What a script saw: printed as it goes, and every promise with whether it was kept.

/** One script: what it does to the service, and what the service promises all the same. */
export interface Fault {
  name: string
  run: (report: Report) => Promise<void>
}

export class Report {
  readonly #name: string
  readonly broken: string[] = []
  kept = 0
  /** What could not be tried here, and why. */
  readonly skipped: string[] = []

  constructor(name: string) {
    this.#name = name
  }

  /** Prints a line of progress or of numbers. */
  say(line: string): void {
    console.log(`${this.#name.padEnd(8)} ${line}`)
  }

  /** Notes whether a promise was kept; `seen` are the figures it rests on. */
  check(isKept: boolean, promise: string, seen = ''): void {
    if (isKept) this.kept += 1
    else this.broken.push(promise)
    this.say(`  ${isKept ? 'kept  ' : 'BROKEN'} ${promise}${seen && `: ${seen}`}`)
  }

  skip(what: string, why: string): void {
    this.skipped.push(what)
    this.say(`  skipped ${what}: ${why}`)
  }
}

/** `3 a, 2 b`, the most frequent first. */
export function tally(things: Iterable<string>): string {
  const counts = new Map<string, number>()
  for (const thing of things) counts.set(thing, (counts.get(thing) ?? 0) + 1)
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([thing, count]) => `${count} ${thing}`).join(', ') || 'none'
}

/** `min/median/max 1/2/9 ms` */
export function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0)
  return `min/median/max ${at(0)}/${at(0.5)}/${at(1)} ms`
}
