// What no input may hold, wherever it stands: text that PostgreSQL cannot store, and more than any contract has.
import { refuse } from './errors.ts'

/** Levels of nesting; the deepest contract has a handful. */
const MAX_DEPTH = 64

/** Values in all: what a body of the largest size could hold takes half a second to walk. */
const MAX_VALUES = 10_000

/** @throws {Refusal} `request.malformed` for NUL, a lone surrogate (keys included), deep nesting or too many values */
export function refuseUnsafe(input: unknown): void {
  if (typeof input === 'string') refuseUnsafeText(input)
  if (typeof input !== 'object' || input === null) return
  const rest: [value: object, depth: number][] = [[input, 1]]
  let values = 1
  for (let next = rest.pop(); next; next = rest.pop()) {
    const [value, depth] = next
    const items = Array.isArray(value) ? value : Object.values(value)
    values += items.length
    if (depth > MAX_DEPTH || values > MAX_VALUES) refuse('request.malformed')
    if (!Array.isArray(value)) Object.keys(value).forEach(refuseUnsafeText)
    for (const item of items) {
      if (typeof item === 'string') refuseUnsafeText(item)
      else if (typeof item === 'object' && item !== null) rest.push([item, depth + 1])
    }
  }
}

function refuseUnsafeText(text: string): void {
  if (text.includes('\0') || !text.isWellFormed()) refuse('request.malformed')
}
