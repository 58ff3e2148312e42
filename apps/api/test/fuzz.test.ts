// The short form of `pnpm fuzz`: some thousand generated requests to both doors, the same ones each time.
import { startApi } from '@delete/api/testing'
import { limits } from '@delete/schemas/limits'
import { expect, test } from 'vitest'
import { fuzz, isRepeating } from './fuzz/fuzz.ts'

/** `pnpm fuzz` takes another one each time; here a change fails by what it does, not by what it meets. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_127)
const SECRET = 'test:a secret of the tests that has more than 32 bytes'

test.each([
  ['no limits', 1_000_000, 1_500],
  ['limits', 1, 600],
])(
  `whatever is sent to an api with %s, the answer is one of its document (FUZZ_SEED=${seed})`,
  async (_limits, rateLimitFactor, count) => {
    const api = await startApi({ rateLimitFactor })
    const path = process.env.FUZZ_PATH
    const statuses = new Set<string>()
    const failures = await fuzz({
      url: api.url,
      secret: SECRET,
      count,
      seed,
      path,
      onAnswer: (kind) => statuses.add(kind),
    })
    expect(failures).toEqual([])
    expect(api.log.filter((line) => /"level":[56]0/.test(line) || isRepeating(line))).toEqual([])
    if (path !== undefined) return
    const expected = ['v1 200', 'v1 400', 'v1 401', 'trpc 200', 'trpc 400', 'trpc 401']
    expect([...statuses]).toEqual(expect.arrayContaining(expected))
    expect(await useUpSignUps(api.url)).toBe(rateLimitFactor === 1 ? 429 : 201)
  },
)

/** The status of one sign-up more than an address may make. */
async function useUpSignUps(url: string): Promise<number | undefined> {
  const statuses: number[] = []
  for (let i = 0; i <= limits['signup.address'].quota; i++) {
    const body = {
      email: `limits-${i}@example.com`,
      password: 'correct horse battery',
      name: 'Ada',
    }
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const response = await fetch(`${url}/v1/auth/signup`, { ...init, body: JSON.stringify(body) })
    statuses.push(response.status)
  }
  return statuses.at(-1)
}
