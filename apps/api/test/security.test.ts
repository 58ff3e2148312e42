// docs/security.md names the tests that hold what it says: they are there, by file and by name.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const text = readFileSync(join(root, 'docs/security.md'), 'utf8')
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \|.*\| ([^|]+) \|$/gm)].map(
  ([, row = '', state = '']) => ({ row, state }),
)

/** Where the document's short paths begin. */
const PLACES = ['', 'apps/api/', 'apps/api/src/', 'apps/api/src/features/']

/** What stands in a file that the document names; undefined when there is none. */
function read(path: string): string | undefined {
  const found = PLACES.map((place) => join(root, place, path)).find((file) => existsSync(file))
  return found === undefined ? undefined : readFileSync(found, 'utf8')
}

test('has every row of levels 1 and 2, once', () => {
  const counts = Map.groupBy(rows, ({ row }) => row.split('.', 1)[0])
  expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length)
  expect([...counts].map(([chapter, list]) => [chapter, list.length])).toEqual([
    ['6', 35],
    ['7', 18],
    ['9', 7],
  ])
})

describe.each(rows)('$row', ({ state }) => {
  test('is met, not yet, or does not apply', () => {
    expect(state).toMatch(/^(Met|Ready|Not yet|Does not apply)\b/)
    const files = [...state.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => read(path))
    const decisions = [...state.matchAll(/\((decisions\/[\w-]+\.md)\)/g)]
    for (const [, path = ''] of decisions) expect(existsSync(join(root, 'docs', path))).toBe(true)
    if (state.startsWith('Met')) expect(files.length + decisions.length).toBeGreaterThan(0)
    for (const file of files) expect(file).toBeDefined()
    for (const [, name = ''] of state.matchAll(/"([^"=]+)"/g)) {
      expect(files.join('')).toContain(name)
    }
  })
})
