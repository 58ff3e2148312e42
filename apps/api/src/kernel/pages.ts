// Pages of lists: where one ended is in its cursor, in a form that callers have nothing to read in and cannot forge.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Page, PageInput } from '@delete/schemas/page'
import type { Actor } from './context.ts'
import { refuse } from './errors.ts'
import type { Keys, ServerKey } from './keys.ts'

/** A row's place, by what lists are sorted by: newest first, and among the same millisecond by id. Neither ever changes. */
export interface Position {
  createdAt: Date
  id: string
}

/** What a query is asked for: up to `limit` rows after a position, or from the beginning. */
export interface Range {
  after: Position | undefined
  limit: number
}

interface List<Row, Item> {
  /** Tells its cursors from those of other lists. */
  name: string
  find: (range: Range) => Promise<Row[]>
  present: (row: Row) => Item
}

/**
 * One page of a list of the caller's.
 * @throws {Refusal} `request.invalid` for a cursor that was not handed out for this list, to this member
 */
export async function findPage<Row extends Position, Item>(
  { keys, actor }: { keys: Keys; actor: Pick<Actor, 'id'> },
  { cursor, limit }: PageInput,
  { name, find, present }: List<Row, Item>,
): Promise<Page<Item>> {
  const owner = `${name} ${actor.id}`
  const after = cursor === undefined ? undefined : readCursor(keys, owner, cursor)
  // The one that is too many tells that there is a next page.
  const rows = await find({ after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const nextCursor = last
    ? seal(keys.current, owner, `${last.createdAt.getTime()} ${last.id}`)
    : null
  return { items: shown.map(present), nextCursor }
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

/** HMAC-SHA-256, cut: at one guess in 2^128 a forger is not helped by trying. */
const SIGNATURE_BYTES = 16

function seal({ derived }: ServerKey, owner: string, position: string): string {
  const signature = createHmac('sha256', derived.cursor).update(`${owner} ${position}`).digest()
  return Buffer.concat([signature.subarray(0, SIGNATURE_BYTES), Buffer.from(position)]).toString(
    'base64url',
  )
}

/** Compares with what would have been handed out, so that there is one spelling of each cursor. */
function readCursor({ byKid }: Keys, owner: string, cursor: string): Position {
  const position = Buffer.from(cursor, 'base64url').subarray(SIGNATURE_BYTES).toString()
  const isOurs = [...byKid.values()].some((key) => isSame(seal(key, owner, position), cursor))
  if (!isOurs) {
    const message = 'Must be the nextCursor of this list as it came; leave it out to begin anew'
    refuse('request.invalid', { issues: [{ pointer: '/cursor', code: 'custom', message }] })
  }
  const [createdAt, id = ''] = position.split(' ')
  return { createdAt: new Date(Number(createdAt)), id }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
