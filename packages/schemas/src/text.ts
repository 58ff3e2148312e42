// Text whose length is counted as people count it, and as JSON Schema does: in code points.
import { z } from 'zod'

/**
 * A string of `minimum` to `maximum` Unicode code points. `prepare` normalises it before it is counted; a text that no
 * normalising could bring within bounds is refused as it is, since that work grows with the square of the length.
 * zod's own `min` and `max` count UTF-16 units, so that an emoji would count twice.
 */
export function text(
  { minimum, maximum }: { minimum: number; maximum: number },
  prepare: (value: string) => string = (value) => value,
): z.ZodString {
  // Canonical decomposition makes a text at most four times as long (Unicode's FAQ on normalization, expansion factors).
  const isHopeless = (value: string): boolean => value.length > 4 * maximum
  return z
    .string()
    .overwrite((value) => (isHopeless(value) ? value : prepare(value)))
    .check(({ value, issues }) => {
      const length = isHopeless(value) ? value.length : [...value].length
      if (length < minimum) {
        issues.push({
          code: 'too_small',
          origin: 'string',
          minimum,
          inclusive: true,
          input: value,
          message: `Must have at least ${characters(minimum)}`,
        })
      }
      if (length > maximum) {
        issues.push({
          code: 'too_big',
          origin: 'string',
          maximum,
          inclusive: true,
          input: value,
          message: `Must have at most ${characters(maximum)}`,
        })
      }
    })
    .meta({ minLength: minimum, maxLength: maximum })
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`
}
