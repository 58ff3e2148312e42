// Cursors: where a page ended, in a form that callers have nothing to read in.
import type { Page } from '@delete/schemas/page'
import { z } from 'zod'
import { refuse } from './errors.ts'

/** The last row of a page, by what lists are sorted by: newest first, and among the same instant by id. */
export interface Position {
  createdAt: Date
  id: string
}

const Cursor = z.tuple([z.iso.datetime(), z.uuid()])

/**
 * The position that a cursor stands for; none for the first page.
 * @throws {Refusal} `request.invalid` for what this service has not handed out
 */
export function readCursor(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ')
  const { data } = Cursor.safeParse(parts)
  const createdAt = new Date(data?.[0] ?? Number.NaN)
  // No row is older than the epoch, and a year 0 is none to PostgreSQL.
  if (data && createdAt.getTime() >= 0) return { createdAt, id: data[1] }
  return refuse('request.invalid', {
    issues: [{ pointer: '/cursor', code: 'custom', message: 'Must be a nextCursor of this list' }],
  })
}

/** The order of lists, for a query. */
export const NEWEST_FIRST: { createdAt?: 'desc'; id?: 'desc' }[] = [
  { createdAt: 'desc' },
  { id: 'desc' },
]

/** The `where` of what comes after a position in that order. */
export function isAfter(position: Position | undefined): { AND?: object[] } {
  if (!position) return {}
  const { createdAt, id } = position
  // The first is said by the second already; by it, the index begins there.
  return {
    AND: [
      { createdAt: { lte: createdAt } },
      { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] },
    ],
  }
}

/** A page of `limit` items from the rows that were found, of which there is one more if there is a next page. */
export function toPage<Row extends Position, Item>(
  rows: Row[],
  limit: number,
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor =
    last && rows.length > limit
      ? Buffer.from(`${last.createdAt.toISOString()} ${last.id}`).toString('base64url')
      : null
  return { items: shown.map(present), nextCursor }
}
