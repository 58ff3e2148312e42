// The law of lists, on a real database: whoever reads one page by page misses nothing and sees nothing twice.
import { startApi } from '@delete/api/testing'
import type { Page } from '@delete/schemas/page'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const api = await startApi()
const member = await api.signUp()
const { userId } = member
const NOW = api.deps.clock.now().getTime()

interface Item {
  id: string
  createdAt: string
}

/** Milliseconds before now, few enough that most rows share theirs with others. */
const age = fc.integer({ min: -2, max: 3 })

/** What happens before a page is asked for, and how much of it. */
const step = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  inserted: fc.array(age, { maxLength: 3 }),
  /** Which rows go, by their index. */
  removed: fc.array(fc.nat(), { maxLength: 3 }),
})

const rowOf = (age: number): { userId: string; address: string; createdAt: Date } => ({
  userId,
  address: '192.0.2.1',
  createdAt: new Date(NOW - age),
})

const lists = {
  sessions: {
    insert: (ages: number[]) => {
      const data = ages.map(rowOf).map((row) => ({
        ...row,
        lastUsedAt: row.createdAt,
        authenticatedAt: row.createdAt,
      }))
      return api.db.session.createManyAndReturn({ data, select: { id: true } })
    },
    remove: (ids: string[]) => api.db.session.deleteMany({ where: { id: { in: ids } } }),
  },
  events: {
    insert: (ages: number[]) => {
      const data = ages.map(rowOf).map((row) => ({ ...row, kind: 'logged_in' }))
      return api.db.authEvent.createManyAndReturn({ data, select: { id: true } })
    },
    remove: (ids: string[]) => api.db.authEvent.deleteMany({ where: { id: { in: ids } } }),
  },
}

async function ask(list: string, limit: number, cursor: string | null): Promise<Page<Item>> {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor !== null && { cursor }) })
  const path = `/v1/auth/${list}?${query.toString()}`
  const authorization = `Bearer ${member.tokens.accessToken}`
  const { status, body } = await api.rest('GET', path, undefined, { authorization })
  expect(status).toBe(200)
  return body as Page<Item>
}

/** Newest first, and the same instant by id: sorted as text it is the same order. */
const placeOf = ({ createdAt, id }: Item): string => `${createdAt} ${id}`

test.each(['sessions', 'events'] as const)(
  'of %s that come and go between pages, none is shown twice, none that stays is lost, and the order holds',
  async (name) => {
    const { insert, remove } = lists[name]
    const law = fc.asyncProperty(
      fc.array(age, { maxLength: 20 }),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (ages, steps) => {
        const ids: string[] = (await insert(ages)).map(({ id }) => id)
        const all = [...ids]
        // Beside them stands what signing up has left, which never goes.
        const { items: before } = await ask(name, 100, null)
        const seen: Item[] = []
        let cursor: string | null = null
        for (let turn = 0; turn === 0 || cursor !== null; turn += 1) {
          const { limit, inserted, removed } = steps[turn] ?? {
            limit: 5,
            inserted: [],
            removed: [],
          }
          const added = (await insert(inserted)).map(({ id }) => id)
          ids.push(...added)
          all.push(...added)
          await remove(removed.flatMap((index) => ids.splice(index % (ids.length + 1), 1)))
          const page: Page<Item> = await ask(name, limit, cursor)
          expect(page.items.length).toBeLessThanOrEqual(limit)
          if (page.nextCursor !== null) expect(page.items).toHaveLength(limit)
          seen.push(...page.items)
          cursor = page.nextCursor
        }
        await remove(ids)
        const gone = new Set(all.filter((id) => !ids.includes(id)))
        const staying = before.filter(({ id }) => !gone.has(id))
        expect(seen.map(({ id }) => id)).toEqual(
          expect.arrayContaining(staying.map(({ id }) => id)),
        )
        const places = seen.map(placeOf)
        expect(new Set(places).size).toBe(places.length)
        expect(places).toEqual(places.toSorted().toReversed())
      },
    )
    await fc.assert(law, { numRuns: 60, interruptAfterTimeLimit: 20_000 })
  },
)

test('a cursor is good for its list and its member, at both doors, and for nobody else', async () => {
  await lists.sessions.insert([0, 1])
  await lists.events.insert([0, 1])
  const { nextCursor } = await ask('sessions', 1, null)
  const cursor = nextCursor ?? ''
  const stranger = await api.signUp()
  const { auth } = api.trpc(member.tokens.accessToken)
  expect((await auth.listSessions.query({ cursor })).items).toHaveLength(2)
  const refusal = { data: { code: 'request.invalid', issues: [{ pointer: '/cursor' }] } }
  await expect(auth.listEvents.query({ cursor })).rejects.toMatchObject(refusal)
  const other = api.trpc(stranger.tokens.accessToken)
  await expect(other.auth.listSessions.query({ cursor })).rejects.toMatchObject(refusal)
  const headers = { authorization: `Bearer ${stranger.tokens.accessToken}` }
  const answer = await api.rest('GET', `/v1/auth/sessions?cursor=${cursor}`, undefined, headers)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject(refusal.data)
})
