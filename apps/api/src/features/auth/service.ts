// Who may log in, and who calls.
import type { Tx } from '@delete/db/client'
import * as contract from '@delete/schemas/auth'
import type { UserId } from '@delete/schemas/ids'
import { restoreAccount as restore } from '@delete/schemas/leaving'
import type { User } from '@delete/schemas/users'
import type { Call, Caller, MembersCall } from '../../kernel/context.ts'
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'
import { limitCalls, networkOf } from '../../kernel/throttle.ts'
import { asksForCookie, handOver } from './cookies.ts'
import { visitOf } from './devices.ts'
import { saveEvent } from './events/queries.ts'
import { verifyPassword } from './passwords.ts'
import { findUserByEmail, findUserById, holdPassword, lockUser, updateErasure } from './queries.ts'
import { aliveAt, isMember, presentUser } from './rules.ts'
import { findCaller, markAuthenticated } from './sessions/queries.ts'
import { beginSession, findReplaced } from './sessions/service.ts'
import { draftSession, issueTokens, readAccessToken } from './tokens.ts'

/**
 * Begins a session. An unknown address costs as much work as a wrong password, and hears the same.
 * @throws {Refusal} as `admit`
 */
export function logIn(call: Call, input: contract.LoginInput): Promise<contract.Tokens> {
  return admit(call, contract.login, input, false)
}

/**
 * Begins a session of whoever has the right password, and takes the account back if it is leaving.
 * @throws {Refusal} as `admit`
 */
export function restoreAccount(call: Call, input: contract.LoginInput): Promise<contract.Tokens> {
  return admit(call, restore, input, true)
}

/**
 * @throws {Refusal} `auth.invalid_credentials`, `auth.account_leaving` unless it is taken back, `service.busy`,
 *   `request.cross_site`, `request.rate_limited`
 */
async function admit(
  call: Call,
  contracted: typeof contract.login | typeof restore,
  { email, password }: contract.LoginInput,
  takesBack: boolean,
): Promise<contract.Tokens> {
  const { db, env, clock, address } = call
  const inCookie = asksForCookie(call)
  const network = networkOf(address())
  const keys = {
    'login.address': [network],
    'login.account': [email],
    'login.both': [email, network],
  }
  return limitCalls(call, contracted, keys, async () => {
    const row = await findUserByEmail(db, email)
    const isRight = await verifyPassword(password, row?.hashedPassword, env.bcryptCost)
    const now = clock.now()
    const visit = visitOf(call)
    if (!row || !isRight || !isMember(row, now)) {
      await saveEvent(db, { userId: row?.id ?? null, kind: 'login_failed', now, visit })
      return refuse('auth.invalid_credentials')
    }
    const replaced = findReplaced(call, inCookie)
    const session = draftSession(row.id, now)
    await db.$transaction(async (tx) => {
      const held = await holdPassword(tx, row)
      if (!held) refuse('auth.invalid_credentials')
      if (held.erasedAt) {
        if (!takesBack) refuse('auth.account_leaving', { erasedAt: held.erasedAt })
        await updateErasure(tx, row.id, null)
        await saveEvent(tx, { userId: row.id, kind: 'account_restored', now, visit })
      }
      await saveEvent(tx, { userId: row.id, kind: 'logged_in', now, visit })
      await beginSession(tx, { session, visit, replaced })
    })
    return handOver(call, inCookie, issueTokens(call, session))
  })
}

/**
 * Marks the caller's session as one whose owner has just given the password.
 * @throws {Refusal} `auth.invalid_credentials`, `service.busy`, `request.rate_limited`
 */
export async function reauthenticate(
  call: MembersCall,
  { password }: contract.ReauthenticateInput,
): Promise<void> {
  const { db, env, clock, actor, session } = call
  const userId = actor.id
  await limitCalls(
    call,
    contract.reauthenticate,
    { 'reauthenticate.account': [userId] },
    async () => {
      const row = await findUserById(db, userId)
      const isRight = await verifyPassword(password, row?.hashedPassword, env.bcryptCost)
      const now = clock.now()
      const visit = visitOf(call)
      if (!isRight) {
        await saveEvent(db, { userId, kind: 'reauthentication_failed', now, visit })
        refuse('auth.invalid_credentials')
      }
      await db.$transaction(async (tx) => {
        const isThere =
          row && (await holdPassword(tx, row)) && (await markAuthenticated(tx, session.id, now))
        if (!isThere) refuse('auth.unauthenticated')
        await saveEvent(tx, { userId, kind: 'reauthenticated', now, visit })
      })
    },
  )
}

/** Who an access token speaks for; null when it is not valid, its session has ended, or its account is gone or inactive. */
export async function authenticate(
  deps: Pick<Deps, 'pool' | 'env' | 'keys' | 'clock'>,
  accessToken: string,
): Promise<Caller | null> {
  const claims = readAccessToken(deps, accessToken)
  const row = claims && (await findCaller(deps.pool, claims, aliveAt(deps.clock.now(), deps.env)))
  if (!row) return null
  const { authenticatedAt, ...user } = row
  return {
    actor: presentUser({ ...user, isActive: true }),
    session: { id: claims.sid, authenticatedAt },
  }
}

/** The account of a member as it is now, kept from changing until the transaction is over; null when it is gone or inactive. */
export async function lockMember(tx: Tx, id: UserId): Promise<User | null> {
  const row = (await lockUser(tx, id)) ? await findUserById(tx, id) : null
  return row?.isActive && !row.erasedAt ? presentUser(row) : null
}
