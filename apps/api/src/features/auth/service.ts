// Who may have an account, who may log in, and who calls.
import { randomUUID } from 'node:crypto'
import type { Tx } from '@delete/db/client'
import { isUniqueViolation } from '@delete/db/errors'
import * as contract from '@delete/schemas/auth'
import type { UserId } from '@delete/schemas/ids'
import type { User } from '@delete/schemas/users'
import type { Call, Caller, MembersCall } from '../../kernel/context.ts'
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'
import { doOnce, type Keep } from '../../kernel/idempotency.ts'
import { limitCalls, networkOf } from '../../kernel/throttle.ts'
import { asksForCookie, handOver } from './cookies.ts'
import { visitOf } from './devices.ts'
import { localeOf } from './languages.ts'
import { saveEvent } from './events/queries.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { findUserByEmail, findUserById, holdUser, lockUser, saveUser } from './queries.ts'
import { aliveAt, presentUser } from './rules.ts'
import { findCaller, markAuthenticated } from './sessions/queries.ts'
import { beginSession, findReplaced } from './sessions/service.ts'
import { draftSession, issueTokens, readAccessToken, type TokenPair } from './tokens.ts'

/**
 * Creates an account and logs it in. Of two that ask for one address at once, one wins.
 * @throws {Refusal} `auth.email_taken`, `service.busy`, `request.cross_site`, `request.rate_limited`, and as `doOnce`
 */
export async function signUp(
  call: Call,
  input: contract.SignupInput,
): Promise<contract.SignupResult> {
  const inCookie = asksForCookie(call)
  const { user, tokens } = await doOnce<SignedUp>(call, contract.signup, input, (keep) =>
    limitCalls(call, contract.signup, { 'signup.address': [networkOf(call.address())] }, () =>
      createAccount(call, input, { inCookie, keep }),
    ),
  )
  return { user, tokens: handOver(call, inCookie, tokens), emailVerification: 'off' }
}

interface SignedUp {
  user: User
  tokens: TokenPair
}

async function createAccount(
  call: Call,
  { email, password, name }: contract.SignupInput,
  { inCookie, keep }: { inCookie: boolean; keep: Keep<SignedUp> },
): Promise<SignedUp> {
  const { db, env, clock } = call
  if (await findUserByEmail(db, email)) refuse('auth.email_taken')
  const hashedPassword = await hashPassword(password, env.bcryptCost)
  const replaced = findReplaced(call, inCookie)
  const now = clock.now()
  const visit = visitOf(call)
  const row = {
    id: randomUUID(),
    email,
    name,
    locale: localeOf(call),
    isActive: true,
    createdAt: now,
    updatedAt: now,
  }
  const session = draftSession(row.id, now)
  const signedUp = { user: presentUser(row), tokens: issueTokens(call, session) }
  await db
    .$transaction(async (tx) => {
      await saveUser(tx, { ...row, hashedPassword })
      await saveEvent(tx, { userId: row.id, kind: 'signed_up', now, visit })
      await beginSession(tx, { session, visit, replaced })
      await keep(tx, signedUp, row.id)
    })
    .catch((error: unknown) => {
      if (isUniqueViolation(error, 'users_email_key')) refuse('auth.email_taken')
      throw error
    })
  return signedUp
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
  const network = networkOf(address())
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
    const replaced = findReplaced(call, inCookie)
    const session = draftSession(row.id, now)
    await db.$transaction(async (tx) => {
      if (!(await holdUser(tx, row.id))) refuse('auth.invalid_credentials')
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
          (await holdUser(tx, userId)) && (await markAuthenticated(tx, session.id, now))
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
  return row?.isActive ? presentUser(row) : null
}
