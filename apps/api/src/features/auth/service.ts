// Who may have an account, who may log in, and who calls.
import { isUniqueViolation } from '@delete/db/errors'
import * as contract from '@delete/schemas/auth'
import { SessionId } from '@delete/schemas/ids'
import type { Call, Caller, MembersCall } from '../../kernel/context.ts'
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'
import { limitCalls, networkOf } from '../../kernel/throttle.ts'
import { asksForCookie, handOver } from './cookies.ts'
import { visitOf } from './devices.ts'
import { saveEvent } from './events/queries.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { findUserByEmail, findUserById, holdUser, saveUser } from './queries.ts'
import { aliveAt, presentUser } from './rules.ts'
import { findCaller, markAuthenticated } from './sessions/queries.ts'
import { beginSession, findReplaced } from './sessions/service.ts'
import { issueTokens, readAccessToken } from './tokens.ts'

/**
 * Creates an account and logs it in. Of two that ask for one address at once, one wins.
 * @throws {Refusal} `auth.email_taken`, `service.busy`, `request.cross_site`, `request.rate_limited`
 */
export async function signUp(
  call: Call,
  { email, password, name }: contract.SignupInput,
): Promise<contract.SignupResult> {
  const { db, env, clock, address } = call
  const inCookie = asksForCookie(call)
  return limitCalls(call, contract.signup, { 'signup.address': [networkOf(address)] }, async () => {
    if (await findUserByEmail(db, email)) refuse('auth.email_taken')
    const hashedPassword = await hashPassword(password, env.bcryptCost)
    const replaced = await findReplaced(call, inCookie)
    const now = clock.now()
    const visit = visitOf(call)
    const { row, session } = await db
      .$transaction(async (tx) => {
        const row = await saveUser(tx, {
          email,
          hashedPassword,
          name,
          createdAt: now,
          updatedAt: now,
        })
        await saveEvent(tx, { userId: row.id, kind: 'signed_up', now, visit })
        return { row, session: await beginSession(tx, { userId: row.id, now, visit, replaced }) }
      })
      .catch((error: unknown) => {
        if (isUniqueViolation(error, 'users_email_key')) refuse('auth.email_taken')
        throw error
      })
    const tokens = handOver(call, inCookie, await issueTokens(call, session))
    return { user: presentUser(row), tokens, emailVerification: 'off' }
  })
}

/**
 * Begins a session. An unknown address costs as much work as a wrong password, and hears the same.
 * @throws {Refusal} `auth.invalid_credentials`, `service.busy`, `request.cross_site`, `request.rate_limited`
 */
export async function logIn(
  call: Call,
  { email, password }: contract.LoginInput,
): Promise<contract.Tokens> {
  const { db, env, clock, address } = call
  const inCookie = asksForCookie(call)
  const network = networkOf(address)
  const keys = {
    'login.address': [network],
    'login.account': [email],
    'login.both': [email, network],
  }
  return limitCalls(call, contract.login, keys, async () => {
    const row = await findUserByEmail(db, email)
    const isRight = await verifyPassword(password, row?.hashedPassword, env.bcryptCost)
    const now = clock.now()
    const visit = visitOf(call)
    if (!row?.isActive || !isRight) {
      await saveEvent(db, { userId: row?.id ?? null, kind: 'login_failed', now, visit })
      return refuse('auth.invalid_credentials')
    }
    const replaced = await findReplaced(call, inCookie)
    const session = await db.$transaction(async (tx) => {
      if (!(await holdUser(tx, row.id))) refuse('auth.invalid_credentials')
      await saveEvent(tx, { userId: row.id, kind: 'logged_in', now, visit })
      return beginSession(tx, { userId: row.id, now, visit, replaced })
    })
    return handOver(call, inCookie, await issueTokens(call, session))
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
          (await holdUser(tx, userId)) && (await markAuthenticated(tx, session.id, now))
        if (!isThere) refuse('auth.unauthenticated')
        await saveEvent(tx, { userId, kind: 'reauthenticated', now, visit })
      })
    },
  )
}

/** Who an access token speaks for; null when it is not valid, its session has ended, or its account is gone or inactive. */
export async function authenticate(
  deps: Pick<Deps, 'db' | 'env' | 'keys' | 'clock'>,
  accessToken: string,
): Promise<Caller | null> {
  const claims = await readAccessToken(deps, accessToken)
  const row = claims && (await findCaller(deps.db, claims, aliveAt(deps.clock.now(), deps.env)))
  if (!row) return null
  const { sessionId, authenticatedAt, ...user } = row
  return {
    actor: presentUser(user),
    session: { id: SessionId.parse(sessionId), authenticatedAt },
  }
}
