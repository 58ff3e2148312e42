// Idempotency-Key on two instances that share a database: one effect, whoever is asked, and whoever crashes.
import { randomUUID } from 'node:crypto'
import { hasServer } from '@delete/db/testing'
import { describe, expect, test, vi } from 'vitest'
import type { Answer } from './answers.ts'
import { type Hold, PASSWORD, startInstances } from './instances.ts'

describe.runIf(hasServer())('two instances and one key', async () => {
  if (!hasServer()) return
  const { runs, call, query, hold, signUp, logIn, sessionsOf, countEvents, restart } =
    await startInstances(2, {
      RATE_LIMIT_FACTOR: '1000000',
      DATABASE_STATEMENT_TIMEOUT_MS: '30000',
    })

  const post = (index: number, email: string, key: string): Promise<Answer> =>
    call(index, 'POST', '/v1/auth/signup', {
      body: { email, password: PASSWORD, name: 'Ada' },
      headers: { 'idempotency-key': key },
    })
  const countUsers = async (email: string): Promise<number> =>
    (await query('SELECT FROM users WHERE email = $1', [email])).length
  const countSessions = async (email: string): Promise<number> =>
    (await query('SELECT FROM sessions JOIN users ON users.id = user_id WHERE email = $1', [email]))
      .length
  const untilWaiting = (held: Hold, count: number): Promise<void> =>
    vi.waitFor(async () => expect(await held.waiting()).toBe(count), { timeout: 30_000 })
  const letClaimsRunOut = (): Promise<object[]> =>
    query('UPDATE idempotency_keys SET claimed_until = to_timestamp(0) WHERE answer IS NULL')

  test('100 posts at once have one effect, and every answer is the one or "not yet"', async () => {
    const [email, key] = ['hundred@example.com', randomUUID()]
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => post(index, email, key)),
    )
    const bodies = answers.flatMap(({ status, body }) =>
      status === 201 ? JSON.stringify(body) : [],
    )
    expect(new Set(bodies).size).toBe(1)
    for (const { status, headers } of answers) {
      if (status === 201) continue
      expect(status).toBe(409)
      expect(headers.get('retry-after')).toBe('1')
    }
    expect(await countUsers(email)).toBe(1)
    expect(await countSessions(email)).toBe(1)
    for (const index of [0, 1]) {
      expect(JSON.stringify((await post(index, email, key)).body)).toBe(bodies[0])
    }
  })

  test('a member’s 100 posts at once are one event', async () => {
    const member = await signUp()
    await logIn(member)
    const given = { token: member.accessToken, headers: { 'idempotency-key': randomUUID() } }
    const path = '/v1/auth/sessions/revoke-others'
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => call(index, 'POST', path, given)),
    )
    expect(answers.filter(({ status }) => status !== 204 && status !== 409)).toEqual([])
    expect(answers.filter(({ status }) => status === 204)).not.toEqual([])
    expect(await sessionsOf(member.userId)).toHaveLength(1)
    expect(await countEvents(member.userId, 'other_sessions_revoked')).toBe(1)
  })

  test('a crash before the effect leaves none, and the next try has it', async () => {
    const [email, key] = ['crash@example.com', randomUUID()]
    const held = await hold('LOCK TABLE users IN SHARE MODE')
    const lost = post(0, email, key).catch(() => 'lost')
    await untilWaiting(held, 1)
    const early = await post(1, email, key)
    expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1'])
    runs[0]?.child.kill('SIGKILL')
    expect(await lost).toBe('lost')
    await held.release()
    await runs[0]?.exit
    expect((await post(1, email, key)).body).toMatchObject({ code: 'request.in_progress' })
    await letClaimsRunOut()
    expect((await post(1, email, key)).status).toBe(201)
    expect([await countUsers(email), await countSessions(email)]).toEqual([1, 1])
    await restart(0, {})
  })

  test('who was so slow that another has begun writes nothing', async () => {
    const [email, key] = ['slow@example.com', randomUUID()]
    const held = await hold('LOCK TABLE users IN SHARE MODE')
    const slow = post(0, email, key)
    await untilWaiting(held, 1)
    await letClaimsRunOut()
    const other = post(1, email, key)
    await untilWaiting(held, 2)
    await held.release()
    const [first, second] = await Promise.all([slow, other])
    expect(first.status).toBe(409)
    expect(first.body).toMatchObject({ code: 'request.in_progress' })
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect([await countUsers(email), await countSessions(email)]).toEqual([1, 1])
    expect((await post(0, email, key)).body).toEqual(second.body)
  })

  test('whatever is under way at a crash is there once, or asked for again, and then once', async () => {
    const tries = Array.from({ length: 24 }, (_, index) => ({
      email: `under-way${index}@example.com`,
      key: randomUUID(),
    }))
    const answered: Answer[] = []
    const sent = tries.map(async ({ email, key }) => {
      const answer = await post(0, email, key).catch((error: unknown) => {
        // By the crash; a wrong answer would be none of fetch's.
        expect(error).toMatchObject({ message: 'fetch failed' })
      })
      if (answer) answered.push(answer)
    })
    await vi.waitFor(() => expect(answered.length).toBeGreaterThan(4), {
      interval: 1,
      timeout: 30_000,
    })
    runs[0]?.child.kill('SIGKILL')
    await Promise.all(sent)
    await letClaimsRunOut()
    const again = await Promise.all(tries.map(({ email, key }) => post(1, email, key)))
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set([201]))
    for (const { email } of tries) {
      expect([await countUsers(email), await countSessions(email)]).toEqual([1, 1])
    }
    for (const { body } of answered) expect(again.map((answer) => answer.body)).toContainEqual(body)
  })
})
