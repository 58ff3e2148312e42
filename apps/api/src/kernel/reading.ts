// Reading what callers send, the same for both doors: text that is malformed is refused.
import { refuse } from './errors.ts'

/** @throws {Refusal} `request.malformed` for what is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('request.malformed')
  }
}

/** @throws {Refusal} `request.malformed` for a broken escape */
export function decodePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return refuse('request.malformed')
  }
}

/** Whether it has fields: a list has none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
