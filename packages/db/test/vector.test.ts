// Vectors on the migrated database, and their text form.
import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../src/testing.ts'
import { fromVector, toVector } from '../src/vector.ts'

const { db, close } = await openTestDatabase()
afterAll(close)

test('are written and come back ordered by cosine distance', async () => {
  const people = { east: [1, 0, 0], northEast: [1, 1, 0], up: [0, 0, 1] }
  const rows = await db.$transaction(async (tx) => {
    await tx.$executeRaw`CREATE TEMPORARY TABLE people (name TEXT, taste vector(3)) ON COMMIT DROP`
    for (const [name, taste] of Object.entries(people)) {
      await tx.$executeRaw`INSERT INTO people VALUES (${name}, ${toVector(taste)}::vector)`
    }
    return tx.$queryRaw<{ name: string; taste: string; distance: number }[]>`
      SELECT name, taste::text, taste <=> ${toVector([1, 0.1, 0])}::vector AS distance FROM people ORDER BY distance`
  })
  expect(rows.map(({ name }) => name)).toEqual(['east', 'northEast', 'up'])
  expect(rows.map(({ taste }) => fromVector(taste))).toEqual([
    people.east,
    people.northEast,
    people.up,
  ])
  expect(rows[2]?.distance).toBeCloseTo(1)
})

test('keep seven significant digits', () => {
  expect(fromVector(toVector([0.1234567, -1e-7, 42]))).toEqual([0.1234567, -1e-7, 42])
})

test.each([[[]], [[Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])(
  'are refused when pgvector would refuse them: %j',
  (components) => {
    expect(() => toVector(components)).toThrow(RangeError)
  },
)
