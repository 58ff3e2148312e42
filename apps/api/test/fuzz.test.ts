// The short form of `pnpm fuzz`: some thousand generated requests to both doors, other ones each time.
import { randomInt } from 'node:crypto'
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'
import { fuzz, isRepeating } from './fuzz/fuzz.ts'

const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 30))
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
    expect([...statuses].some((status) => status.endsWith('429'))).toBe(rateLimitFactor === 1)
  },
)
