// Cursors: only this service makes them, each has one spelling, and all of its keys read them.
import { randomUUID } from 'node:crypto'
import { UserId } from '@delete/schemas/ids'
import type { Page } from '@delete/schemas/page'
import { expect, test } from 'vitest'
import { Refusal } from './errors.ts'
import { makeKeys, type Keys } from './keys.ts'
import { findPage, type Position } from './pages.ts'

const keysOf = (...kids: string[]): Keys =>
  makeKeys(kids.map((kid) => ({ kid, secret: Buffer.from(`a secret of ${kid}`) })))
const keys = keysOf('old')
const member = UserId.parse(randomUUID())
// Times of two digits make a cursor whose last character has bits to spare.
const rows = [30, 20, 10].map((time): Position => ({ createdAt: new Date(time), id: randomUUID() }))

interface Asked {
  keys: Keys
  id: UserId
  name: string
}

/** Asks for one row after the cursor; answers after which position the query was to begin. */
async function ask(
  cursor?: string,
  asked: Partial<Asked> = {},
): Promise<Page<Position> & { after: Position | undefined }> {
  const { id, name, ...call } = { keys, id: member, name: 'list', ...asked }
  let after: Position | undefined
  const page = await findPage(
    { ...call, actor: { id } },
    { cursor, limit: 1 },
    {
      name,
      find: async (range) => {
        after = range.after
        return rows.slice(0, range.limit)
      },
      present: (row) => row,
    },
  )
  return { ...page, after }
}

const cursor = (await ask()).nextCursor ?? ''

/** Those of the texts that are not refused as no cursor of the list. */
async function findAccepted(texts: string[], asked?: Partial<Asked>): Promise<string[]> {
  const isRefused = (error: unknown): boolean =>
    error instanceof Refusal &&
    error.reason === 'request.invalid' &&
    error.issues.some(({ pointer }) => pointer === '/cursor')
  const answers = await Promise.allSettled(texts.map((text) => ask(text, asked)))
  return texts.filter((_, index) => {
    const answer = answers[index]
    return answer?.status !== 'rejected' || !isRefused(answer.reason)
  })
}

test('a cursor leads to where its page ended', async () => {
  expect((await ask(cursor)).after).toEqual(rows[0])
})

test('one that was altered in any bit is refused', async () => {
  const bytes = Buffer.from(cursor, 'base64url')
  const altered = Array.from({ length: bytes.length * 8 }, (_, bit) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return copy.toString('base64url')
  })
  expect(await findAccepted([...altered, cursor])).toEqual([cursor])
})

test('so is another spelling of it, a part of it, and what is none', async () => {
  const bytes = Buffer.from(cursor, 'base64url')
  const spellings = [
    `${cursor}=`,
    ` ${cursor}`,
    `${cursor}\n`,
    `${cursor}!`,
    bytes.toString('base64').replace(/=*$/, '='),
    ...[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map(
      (last) => cursor.slice(0, -1) + last,
    ),
  ].filter((text) => text !== cursor)
  const same = spellings.filter((text) => Buffer.from(text, 'base64url').equals(bytes))
  expect(same.length).toBeGreaterThan(15)
  const parts = Array.from({ length: cursor.length }, (_, length) => cursor.slice(0, length))
  const others = ['nonsense', cursor + cursor, 'é', '\u{1F600}']
  expect(await findAccepted([...spellings, ...parts, ...others])).toEqual([])
})

test('so is that of another list or another member', async () => {
  expect(await findAccepted([cursor], { name: 'another list' })).toEqual([])
  expect(await findAccepted([cursor], { id: UserId.parse(randomUUID()) })).toEqual([])
})

test('while a secret is changed, cursors of both are good; then the old ones are none', async () => {
  const both = keysOf('new', 'old')
  expect((await ask(cursor, { keys: both })).after).toEqual(rows[0])
  const { nextCursor } = await ask(undefined, { keys: both })
  expect(nextCursor).not.toBe(cursor)
  const changed = keysOf('new')
  expect((await ask(nextCursor ?? '', { keys: changed })).after).toEqual(rows[0])
  expect(await findAccepted([cursor], { keys: changed })).toEqual([])
})
