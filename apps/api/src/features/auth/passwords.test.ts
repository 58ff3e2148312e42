// How many passwords are hashed at once, and what the next caller hears.
import { availableParallelism } from 'node:os'
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'

// At this cost one hash takes seconds: none is done while the requests below arrive.
const api = await startApi({ bcryptCost: 15 })

const ROOM = 17 * availableParallelism()

test('beyond one log-in per core and 16 waiting for each, callers hear 503 with Retry-After while other calls go on, sign-ups among them', async () => {
  const abort = new AbortController()
  const send = (path: string, index: number): Promise<Response> =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: `member${index}@example.com`,
        password: 'correct horse',
        name: 'Ada',
      }),
      signal: abort.signal,
    })
  const first = firstAnswers(
    3,
    Array.from({ length: ROOM + 3 }, (_, index) => send('/v1/auth/login', index)),
  )
  for (const answer of await first) await expectBusy(answer)
  expect((await api.rest('GET', '/v1/health')).status).toBe(200)
  expect((await api.rest('GET', '/v1/ready')).status).toBe(200)
  await expect(
    api.trpc().auth.login.mutate({ email: 'late@example.com', password: 'correct horse' }),
  ).rejects.toMatchObject({ data: { code: 'service.busy', httpStatus: 503 } })
  // Of what the log-ins have left, sign-ups get half: eight places for each core.
  const signups = Array.from({ length: ROOM }, (_, index) => send('/v1/auth/signup', index))
  const refused = await firstAnswers(ROOM - 8 * availableParallelism(), signups)
  for (const answer of refused.slice()) await expectBusy(answer)
  expect((await api.rest('GET', '/v1/ready')).status).toBe(200)
  expect(refused).toHaveLength(ROOM - 8 * availableParallelism())
  abort.abort()
})

async function expectBusy(answer: Response): Promise<void> {
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await answer.json()).toMatchObject({ code: 'service.busy' })
}

/** The first `count` of these that answer; the others are left to the abort. */
function firstAnswers(count: number, requests: Promise<Response>[]): Promise<Response[]> {
  const answers: Response[] = []
  return new Promise((resolve) => {
    for (const request of requests) {
      request.then(
        (answer) => {
          if (answers.push(answer) === count) resolve(answers)
        },
        () => undefined,
      )
    }
  })
}
