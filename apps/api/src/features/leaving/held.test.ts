// All that is held of a member: in the export, and gone after the erasure. What a later feature keeps is found out here.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()
type Member = Awaited<ReturnType<typeof api.signUp>>
const DAY = 86_400
const MARK = 'mark3r'

interface Table {
  name: string
  /** The columns that refer to a user. */
  references: string[]
  /** Those that hold words, as far as their table lets them be any. */
  words: string[]
}

/** Every table of ours that refers to a user, however it is called. */
async function findTables(): Promise<Table[]> {
  const { rows } = await api.deps.pool.query<Table>(`
    SELECT relname AS name,
      array_agg(DISTINCT attname::text) AS references,
      ARRAY(SELECT column_name::text FROM information_schema.columns c
        WHERE c.table_name = relname AND c.table_schema = 'public' AND c.data_type = 'text'
          AND NOT EXISTS (SELECT FROM information_schema.key_column_usage k
            WHERE k.table_name = relname AND k.column_name = c.column_name)) AS words
    FROM pg_constraint
      JOIN pg_class ON pg_class.oid = conrelid
      JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
    WHERE contype = 'f' AND confrelid = 'users'::regclass
    GROUP BY relname ORDER BY relname`)
  return rows
}

/** How many rows of the whole database, whatever their table, have that text in them. */
async function countRowsWith(text: string): Promise<Record<string, number>> {
  const { rows: tables } = await api.deps.pool.query<{ name: string }>(`
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname IN ('public', 'pgboss')`)
  const found: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await api.deps.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${name} AS row WHERE row::text ILIKE $1`,
      [`%${text}%`],
    )
    if (rows[0]?.count) found[name] = rows[0].count
  }
  return found
}

const headersOf = ({ tokens }: Member, more = {}): Record<string, string> => ({
  authorization: `Bearer ${tokens.accessToken}`,
  'user-agent': `${MARK}/1.0`,
  ...more,
})
const send = (member: Member, method: string, path: string, body?: unknown): Promise<Answer> =>
  api.rest(method, path, body, headersOf(member, { 'idempotency-key': `${MARK}-${path}` }))

/** A member who has left something in every table, and jobs that wait, one of them dead. */
async function signUpEverywhere(): Promise<Member> {
  const email = `${MARK}@example.com`
  const member = await api.signUp(email)
  await send(member, 'PATCH', '/v1/users/me', { name: `Name ${MARK}` })
  const tokens = await api.rest(
    'POST',
    '/v1/auth/login',
    { email, password: member.password },
    {
      'user-agent': `${MARK}/1.0`,
    },
  )
  expect(tokens.status).toBe(200)
  await send(member, 'POST', '/v1/auth/sessions/revoke-others', {})
  await send(member, 'POST', '/v1/auth/password/forgot', { email })
  await send(member, 'POST', '/v1/auth/email/change', { newEmail: `new-${MARK}@example.com` })
  await api.runJobs()
  await api.db.signup.create({
    data: {
      id: crypto.randomUUID(),
      email,
      hashedPassword: '',
      name: MARK,
      locale: 'en',
      createdAt: api.deps.clock.now(),
      expiresAt: new Date('2100-01-01T00:00:00Z'),
    },
  })
  await send(member, 'POST', '/v1/auth/password/forgot', { email })
  await api.deps.pool.query(
    `UPDATE pgboss.job SET state = 'failed', output = $1 WHERE name = 'reset.requested'`,
    [JSON.stringify({ reason: MARK })],
  )
  await send(member, 'POST', '/v1/users/me/export', {})
  await api.runJobs()
  await send(member, 'POST', '/v1/auth/email/resend', { email })
  return member
}

/** The file, which its job has made by now. */
async function readExport(member: Member): Promise<Record<string, unknown>> {
  const answer = await api.rest('GET', '/v1/users/me/export', undefined, headersOf(member))
  expect(answer.body).toMatchObject({ state: 'ready' })
  return (answer.body as { file: Record<string, unknown> }).file
}

const hasContent = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== null && typeof value === 'object'
const toCamelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())

/** Writes the mark into every column of words that a row of theirs has, and sees that it is there. */
async function mark({ userId }: Member, tables: Table[]): Promise<void> {
  for (const { name, references, words } of tables) {
    if (words.length === 0) continue
    const values = words.map((column) => `${column} = '${MARK}'`).join(', ')
    const isTheirs = references.map((column) => `${column} = '${userId}'`).join(' OR ')
    await api.deps.pool.query(`UPDATE ${name} SET ${values} WHERE ${isTheirs}`)
  }
  expect(Object.keys(await countRowsWith(MARK)).toSorted()).toEqual([
    'pgboss.job',
    'pgboss.job_common',
    'public.auth_events',
    'public.email_changes',
    'public.exports',
    'public.idempotency_keys',
    'public.links',
    'public.sessions',
    'public.signups',
    'public.users',
  ])
}

describe('every table that refers to a user', () => {
  test('has something of this member, is in the export, and has nothing after the erasure', async () => {
    const member = await signUpEverywhere()
    const { userId } = member
    const tables = await findTables()
    const referring = tables.map(
      ({ name, references }) =>
        [name, references.map((column) => `${column} = '${userId}'`).join(' OR ')] as const,
    )
    const countTheirs = async (): Promise<string[]> => {
      const holding: string[] = []
      for (const [name, isTheirs] of referring) {
        const { rowCount } = await api.deps.pool.query(`SELECT FROM ${name} WHERE ${isTheirs}`)
        if (rowCount) holding.push(name)
      }
      return holding
    }
    // A table that is missing here is one that this member should have used: add the call that does.
    expect(await countTheirs()).toEqual(tables.map(({ name }) => name))

    const held = await readExport(member)
    const sections = Object.keys(held).filter((section) => hasContent(held[section]))
    const expected = ['account', 'signups', 'jobs', ...tables.map(({ name }) => toCamelCase(name))]
    expect(sections).toEqual(expect.arrayContaining(expected))

    await mark(member, tables)
    await send(member, 'DELETE', '/v1/users/me')
    api.advance(28 * DAY)
    await api.runJobs()
    expect(await countTheirs()).toEqual([])
    expect(await countRowsWith(MARK)).toEqual({})
    expect(await countRowsWith(userId)).toEqual({})
    expect(api.log.filter((line) => line.includes(MARK))).toEqual([])
  })
})
