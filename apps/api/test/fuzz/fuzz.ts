// Sends generated requests to an api, several at a time, and holds every answer to the rules.
import fc from 'fast-check'
import type { oas31 } from 'zod-openapi'
import { Caller } from './caller.ts'
import type { Secret } from './members.ts'
import type { Recipe } from './recipe.ts'
import { requestsTo } from './requests.ts'
import { rulesOf } from './rules.ts'
import { MARK } from './values.ts'

export interface Fuzz {
  url: string
  /** The one that signs the api's tokens. */
  secret: Secret
  /** How many requests are made; a few more, for members who log in again. */
  count: number
  seed: number
  /** Of the request to make alone, as a failure names it: what fast-check calls a path. */
  path?: string | undefined
  /** Told of each answer: its door and status. */
  onAnswer?: (kind: string) => void
}

/**
 * Whether a line of the log repeats what was sent. A request's id is its caller's to choose, where it is a plain word; for
 * people it stands at the end.
 */
export function isRepeating(line: string): boolean {
  return line.replace(/"requestId":"[\w-]*"| {2}[\w-]+$/, '').includes(MARK)
}

/** How many callers there are, each with a connection and a member. */
const CALLERS = 8

/**
 * Every failure that was seen, in words: each caller stops at its first one.
 * The requests follow from the seed and the document; tokens, cursors and what is in the database do not.
 */
export async function fuzz({ url, secret, count, seed, path, onAnswer }: Fuzz): Promise<string[]> {
  const response = await fetch(`${url}/v1/openapi.json`)
  const document = (await response.json()) as oas31.OpenAPIObject
  const requests = requestsTo(document)
  const rules = rulesOf(document)
  const callers = path === undefined ? CALLERS : 1
  const failures = await Promise.all(
    Array.from({ length: callers }, async (_, at) => {
      const caller = new Caller(url, secret, rules, onAnswer)
      const seedOfCaller = seed + at
      const details = await fc.check(
        fc.asyncProperty(requests, (recipe) => caller.try(recipe)),
        {
          seed: seedOfCaller,
          ...(path === undefined
            ? { numRuns: Math.ceil(count / callers) }
            : { path, endOnFailure: true }),
        },
      )
      caller.close()
      if (!details.failed) return []
      const { counterexample, counterexamplePath, errorInstance } = details
      return [
        [
          (errorInstance as Error).message,
          describe(counterexample?.[0]),
          `Again: FUZZ_SEED=${seedOfCaller} FUZZ_PATH=${counterexamplePath}`,
        ].join('\n'),
      ]
    }),
  )
  return failures.flat()
}

/** The request, long parts of it cut. */
function describe(recipe: Recipe | undefined): string {
  return JSON.stringify(recipe, (_key, value: unknown) =>
    typeof value === 'string' && value.length > 400
      ? `${value.slice(0, 200)} ... ${value.length} characters ... ${value.slice(-100)}`
      : value,
  )
}
