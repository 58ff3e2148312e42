// What no input may hold, wherever it stands: text that PostgreSQL cannot store, and nesting that no contract has.
import { refuse } from './errors.ts'

/** Levels of nesting; the deepest contract has a handful. */
const MAX_DEPTH = 64

/** @throws {Refusal} `request.malformed` for NUL, a lone surrogate (keys included), or deep nesting */
export function refuseUnsafe(input: unknown): void {
  const rest: [value: unknown, depth: number][] = [[input, 0]]
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [value, depth] = next
    if (typeof value === 'string') {
      if (value.includes('\0') || !value.isWellFormed()) refuse('request.malformed')
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH) refuse('request.malformed')
      for (const [key, item] of Object.entries(value)) rest.push([key, depth], [item, depth + 1])
    }
  }
}
