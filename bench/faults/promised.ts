// What callers were promised before a crash, held against what is there after it.
import { type Call, describe, isGood, keepAlive, send } from './load.ts'
import { type Account, calls, keepTokens, type Person, readClaims, type Tokens } from './people.ts'
import { type Report, tally } from './report.ts'
import type { Api } from '../servers.ts'

const CALLERS = 20
const LOGINS = 200

/** The tables, as far as they matter here, with rows as they might be. */
export interface Tables {
  users: {
    id: string
    email: string
    name: string | null
    hashed_password: string | null
    is_active: boolean | null
    created_at: Date | null
    updated_at: Date | null
  }[]
  sessions: {
    id: string
    user_id: string
    seq: number
    address: string | null
    created_at: Date | null
    last_used_at: Date | null
    authenticated_at: Date | null
  }[]
  events: {
    user_id: string | null
    kind: string
    address: string | null
    created_at: Date | null
  }[]
}

/** What the callers know at the end. */
export interface Knowledge {
  accounts: Account[]
  /** Of every acknowledged log-in after the signup. */
  logins: { account: Account; tokens: Tokens }[]
  /** Of every acknowledged refresh. */
  accessTokens: string[]
  /** Signups whose answer never came. */
  unanswered: Person[]
  /** Accounts whose last refresh has no answer, so that their refresh token may be spent. */
  uncertain: Set<Account>
}

export async function readTables(
  query: <Row extends object>(sql: string) => Promise<Row[]>,
): Promise<Tables> {
  return {
    users: await query('SELECT * FROM users'),
    sessions: await query('SELECT * FROM sessions'),
    events: await query('SELECT * FROM auth_events'),
  }
}

/** Asks the api for all that it has acknowledged. */
export async function checkThroughApi(report: Report, api: Api, known: Knowledge): Promise<void> {
  const { accounts, logins, accessTokens, uncertain } = known
  const agent = keepAlive(CALLERS)
  const sendAll = async <Of>(list: Of[], toCall: (of: Of) => Call): Promise<string> => {
    const bad: string[] = []
    const queue = list.values()
    const work = async (): Promise<void> => {
      for (const of of queue) {
        const outcome = await send(api.url, toCall(of), agent)
        if (!isGood(outcome)) bad.push(describe(outcome))
        else if (outcome.call.path === '/auth/login') {
          logins.push({ account: of as Account, tokens: outcome.body as Tokens })
        } else keepTokens(of as Account, outcome)
      }
    }
    await Promise.all(Array.from({ length: CALLERS }, work))
    return bad.length === 0 ? '' : tally(bad)
  }
  const tokens = [...accessTokens, ...logins.map(({ tokens }) => tokens.accessToken)]
  const mes = await sendAll(tokens, (token) => ({ method: 'GET', path: '/users/me', token }))
  report.check(mes === '', `${tokens.length} access tokens of refreshes and log-ins are good`, mes)

  const sample = accounts.toSorted(() => Math.random() - 0.5).slice(0, LOGINS)
  const refused = await sendAll(sample, calls.login)
  report.check(
    refused === '',
    `${sample.length} of ${accounts.length} signed-up people log in`,
    refused,
  )

  const certain = accounts.filter((account) => !uncertain.has(account))
  const refreshes = await sendAll(certain, calls.refresh)
  report.check(refreshes === '', `${certain.length} latest refresh tokens are good`, refreshes)
  agent.destroy()
}

/** Looks at what stands in the tables. */
export function checkTables(report: Report, tables: Tables, known: Knowledge): void {
  checkUsers(report, tables, known)
  checkSessions(report, tables, known)
  checkPairs(report, tables)
}

function checkUsers(report: Report, { users }: Tables, { accounts, unanswered }: Knowledge): void {
  const byEmail = new Map(users.map((row) => [row.email, row]))
  const lost = accounts.filter(({ email, id, name }) => {
    const row = byEmail.get(email)
    return row?.id !== id || row.name !== name
  })
  report.check(
    lost.length === 0,
    'every acknowledged signup is there as it was sent',
    `${lost.length} of ${accounts.length} lost`,
  )

  const torn = users.filter(
    ({ name, hashed_password, is_active, created_at, updated_at }) =>
      !name?.trim() ||
      !/^\$2b\$04\$[./A-Za-z0-9]{53}$/.test(hashed_password ?? '') ||
      is_active !== true ||
      !created_at ||
      !updated_at,
  )
  report.check(torn.length === 0, 'no row is half-written', `${torn.length} of ${users.length}`)
  report.check(byEmail.size === users.length, 'no address is there twice')

  const sent = new Map(unanswered.map((person) => [person.email, person]))
  const answered = new Set(accounts.map(({ email }) => email))
  const extra = users.filter(({ email }) => !answered.has(email))
  const strange = extra.filter(({ email, name }) => sent.get(email)?.name !== name)
  report.check(strange.length === 0, 'no row that nobody sent', `${strange.length}`)
  report.say(
    `  ${unanswered.length} signups had no answer; ${extra.length} of them were written all the same`,
  )
}

function checkSessions(
  report: Report,
  { sessions }: Tables,
  { accounts, logins, uncertain }: Knowledge,
): void {
  const byId = new Map(sessions.map((row) => [row.id, row]))
  const wrong = accounts.filter((account) => {
    const { sid, seq } = readClaims(account.tokens.refreshToken)
    const row = byId.get(sid)
    const steps = (row?.seq ?? Number.NaN) - seq
    return row?.user_id !== account.id || !(steps === 0 || (steps === 1 && uncertain.has(account)))
  })
  report.check(
    wrong.length === 0,
    'every signup has its session, as far on as its tokens, or one refresh without an answer further',
    `${wrong.length} of ${accounts.length} do not`,
  )
  const lost = logins.filter(({ account, tokens }) => {
    return byId.get(readClaims(tokens.refreshToken).sid)?.user_id !== account.id
  })
  report.check(
    lost.length === 0,
    'every acknowledged log-in has its session',
    `${lost.length} of ${logins.length} lost`,
  )
  const torn = sessions.filter(
    ({ address, created_at, last_used_at, authenticated_at }) =>
      address !== '127.0.0.1' ||
      !created_at ||
      !last_used_at ||
      last_used_at < created_at ||
      !authenticated_at,
  )
  report.check(
    torn.length === 0,
    'no session is half-written',
    `${torn.length} of ${sessions.length}`,
  )
}

/** A user, the event of the signup and the session that it began are written at once; so are a log-in's session and event. */
function checkPairs(report: Report, { users, sessions, events }: Tables): void {
  const begun = countBy(sessions, ({ user_id, created_at }) => momentOf(user_id, created_at))
  const told = countBy(events, ({ user_id, created_at }) => momentOf(user_id, created_at))
  const moments = new Set([...begun.keys(), ...told.keys()])
  const single = [...moments].filter((moment) => begun.get(moment) !== told.get(moment))
  report.check(
    single.length === 0,
    'no session without its event, and no event without its session',
    `${single.length} of ${moments.size}`,
  )
  const signedUp = countBy(
    events.filter(({ kind }) => kind === 'signed_up'),
    ({ user_id, created_at }) => momentOf(user_id, created_at),
  )
  const silent = users.filter(({ id, created_at }) => signedUp.get(momentOf(id, created_at)) !== 1)
  report.check(
    silent.length === 0 && signedUp.size === users.length,
    'every user has one event of the signup, and nobody else has',
    `${silent.length} of ${users.length} do not`,
  )
  report.say(`  events: ${tally(events.map(({ kind }) => kind))}`)
}

function momentOf(userId: string | null, at: Date | null): string {
  return `${userId} ${at?.toISOString()}`
}

function countBy<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1)
  return counts
}
