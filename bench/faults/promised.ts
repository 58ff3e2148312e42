// What callers were promised before a crash, held against what is there after it.
import { type Call, describe, isGood, keepAlive, send } from './load.ts'
import { type Account, calls, type Person } from './people.ts'
import { type Report, tally } from './report.ts'
import type { Api } from './servers.ts'

const CALLERS = 20
const LOGINS = 200

/** A row of `users`, as it might be. */
export interface Row {
  id: string
  email: string
  name: string | null
  hashed_password: string | null
  is_active: boolean | null
  created_at: Date | null
  updated_at: Date | null
}

/** What the callers know at the end. */
export interface Knowledge {
  accounts: Account[]
  /** Of every acknowledged refresh. */
  accessTokens: string[]
  /** Signups whose answer never came. */
  unanswered: Person[]
  /** Accounts whose last refresh has no answer, so that their refresh token may be spent. */
  uncertain: Set<Account>
}

/** Asks the api for all that it has acknowledged. */
export async function checkThroughApi(
  report: Report,
  api: Api,
  { accounts, accessTokens, uncertain }: Knowledge,
): Promise<void> {
  const agent = keepAlive(CALLERS)
  const sendAll = async (list: Call[]): Promise<string> => {
    const bad: string[] = []
    const queue = list.values()
    const work = async (): Promise<void> => {
      for (const call of queue) {
        const outcome = await send(api.url, call, agent)
        if (!isGood(outcome)) bad.push(describe(outcome))
      }
    }
    await Promise.all(Array.from({ length: CALLERS }, work))
    return bad.length === 0 ? '' : tally(bad)
  }
  const sample = accounts.toSorted(() => Math.random() - 0.5).slice(0, LOGINS)
  const logins = await sendAll(sample.map(calls.login))
  report.check(
    logins === '',
    `${sample.length} of ${accounts.length} signed-up people log in`,
    logins,
  )

  const mes = await sendAll(
    accessTokens.map((token) => ({ method: 'GET', path: '/users/me', token })),
  )
  report.check(mes === '', `${accessTokens.length} refreshed access tokens are good`, mes)

  const certain = accounts.filter((account) => !uncertain.has(account))
  const refreshes = await sendAll(certain.map(calls.refresh))
  report.check(refreshes === '', `${certain.length} latest refresh tokens are good`, refreshes)
  agent.destroy()
}

/** Looks at what stands in the table. */
export function checkRows(report: Report, rows: Row[], { accounts, unanswered }: Knowledge): void {
  const byEmail = new Map(rows.map((row) => [row.email, row]))
  const lost = accounts.filter(({ email, id, name }) => {
    const row = byEmail.get(email)
    return row?.id !== id || row.name !== name
  })
  report.check(
    lost.length === 0,
    'every acknowledged signup is there as it was sent',
    `${lost.length} of ${accounts.length} lost`,
  )

  const torn = rows.filter(
    ({ name, hashed_password, is_active, created_at, updated_at }) =>
      !name?.trim() ||
      !/^\$2b\$04\$[./A-Za-z0-9]{53}$/.test(hashed_password ?? '') ||
      is_active !== true ||
      !created_at ||
      !updated_at,
  )
  report.check(torn.length === 0, 'no row is half-written', `${torn.length} of ${rows.length}`)
  report.check(byEmail.size === rows.length, 'no address is there twice')

  const sent = new Map(unanswered.map((person) => [person.email, person]))
  const answered = new Set(accounts.map(({ email }) => email))
  const extra = rows.filter(({ email }) => !answered.has(email))
  const strange = extra.filter(({ email, name }) => sent.get(email)?.name !== name)
  report.check(strange.length === 0, 'no row that nobody sent', `${strange.length}`)
  report.say(
    `  ${unanswered.length} signups had no answer; ${extra.length} of them were written all the same`,
  )
}
