// The short form of `pnpm fuzz`: some thousand generated requests to both doors, the same ones each time.
import { startApi } from '@delete/api/testing'
import { limits } from '@delete/schemas/limits'
import { expect, test } from 'vitest'
import { fuzz, isRepeating } from './fuzz/fuzz.ts'

/** `pnpm fuzz` takes another one each time; here a change fails by what it does, not by what it meets. */
const seed = Number(process.env.FUZZ_SEED ?? 20_261_127)
const PASSWORD = 'correct horse battery'
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
    let status = 0
    // One more than an address may.
    for (let count = 0; count <= limits['signup.address'].quota; count += 1) {
      const account = { email: `late-${count}@example.com`, password: PASSWORD, name: 'Ada' }
      status = (await api.rest('POST', '/v1/auth/signup', account)).status
    }
    expect(status).toBe(rateLimitFactor === 1 ? 429 : 201)
  },
)
