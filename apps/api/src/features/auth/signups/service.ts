// How an account begins: at once, or with the link that is mailed to its address.
import { randomUUID } from 'node:crypto'
import type { Tx } from '@delete/db/client'
import { isUniqueViolation } from '@delete/db/errors'
import * as contract from '@delete/schemas/auth'
import { signupReceived, verificationRequested } from '@delete/schemas/jobs'
import type { Accepted, LinkInput, MailInput } from '@delete/schemas/links'
import type { User } from '@delete/schemas/users'
import { resendVerification as resend, verifyEmail as verify } from '@delete/schemas/verification'
import type { Call } from '../../../kernel/context.ts'
import { refuse } from '../../../kernel/errors.ts'
import { doOnce, type Keep } from '../../../kernel/idempotency.ts'
import { mayMail } from '../../../kernel/mail/quota.ts'
import { limitCalls, networkOf } from '../../../kernel/throttle.ts'
import { isReserved } from '../addresses/queries.ts'
import { asksForCookie, handOver } from '../cookies.ts'
import { type Visit, visitOf } from '../devices.ts'
import { saveEvent } from '../events/queries.ts'
import { localeOf } from '../languages.ts'
import { removeLink } from '../links/queries.ts'
import { endOfLink, readLink, refuseTaken } from '../links/service.ts'
import { hashPassword } from '../passwords.ts'
import { findUserByEmail, saveUser } from '../queries.ts'
import { presentUser } from '../rules.ts'
import { beginSession, findReplaced } from '../sessions/service.ts'
import { draftSession, issueTokens, type TokenPair } from '../tokens.ts'
import { refuseWeak } from '../weakPasswords.ts'
import { lockSignup, removeSignup, saveSignup, type SignupRow } from './queries.ts'

/** What a sign-up comes to; nothing yet where its address is to be verified. */
type SignedUp = { user: User; tokens: TokenPair } | null

/**
 * Creates an account and logs it in; or, where addresses are verified, keeps the sign-up until then. Of two that ask for
 * one address at once, one has it. Where addresses are verified, nothing that is done here depends on whether the address
 * has an account: the job finds out.
 * @throws {Refusal} `auth.email_taken`, `service.busy`, `request.invalid` for a weak password, `request.cross_site`,
 *   `request.rate_limited`, and as `doOnce`
 */
export async function signUp(
  call: Call,
  input: contract.SignupInput,
): Promise<contract.SignupResult> {
  const inCookie = asksForCookie(call)
  const keys = { 'signup.address': [networkOf(call.address())] }
  const signedUp = await doOnce<SignedUp>(call, contract.signup, input, (keep) =>
    limitCalls(call, contract.signup, keys, async () => {
      await refuseWeak(call, input.password, input)
      return call.env.emailVerification === 'required'
        ? receiveSignup(call, input, keep)
        : createAccount(call, input, { inCookie, keep })
    }),
  )
  if (!signedUp) return { user: null, tokens: null, emailVerification: 'sent' }
  const tokens = handOver(call, inCookie, signedUp.tokens)
  return { user: signedUp.user, tokens, emailVerification: 'off' }
}

async function receiveSignup(
  call: Call,
  { email, password, name }: contract.SignupInput,
  keep: Keep<SignedUp>,
): Promise<null> {
  const { db, env, clock, queue } = call
  const hashedPassword = await hashPassword(password, env.bcryptCost)
  const now = clock.now()
  const expiresAt = endOfLink('verify', now)
  const signup = { id: randomUUID(), email, hashedPassword, name, locale: localeOf(call) }
  // Beyond that, nothing changes: or else whoever signs up with another's address voids their link.
  const mayBeMailed = await mayMail(call, email)
  await db.$transaction(async (tx) => {
    if (mayBeMailed) {
      await saveSignup(tx, signup, { now, expiresAt })
      await queue.enqueue(tx, signupReceived, { email })
    }
    await keep(tx, null, null)
  })
  return null
}

async function createAccount(
  call: Call,
  { email, password, name }: contract.SignupInput,
  { inCookie, keep }: { inCookie: boolean; keep: Keep<SignedUp> },
): Promise<SignedUp> {
  const { db, env, clock } = call
  const isTaken = (await findUserByEmail(db, email)) ?? (await isReserved(db, email, clock.now()))
  if (isTaken) refuse('auth.email_taken')
  const hashedPassword = await hashPassword(password, env.bcryptCost)
  const replaced = findReplaced(call, inCookie)
  const now = clock.now()
  const visit = visitOf(call)
  return db
    .$transaction(async (tx) => {
      const signup = { email, hashedPassword, name, locale: localeOf(call) }
      const user = await beginAccount(tx, signup, { now, visit })
      const session = draftSession(user.id, now)
      const signedUp = { user, tokens: issueTokens(call, session) }
      await beginSession(tx, { session, visit, replaced })
      await keep(tx, signedUp, user.id)
      return signedUp
    })
    .catch((error: unknown) => {
      if (isUniqueViolation(error, 'users_email_key')) refuse('auth.email_taken')
      throw error
    })
}

/**
 * Makes an account of a sign-up.
 * @throws a unique violation of `users_email_key` when the address has one
 */
export async function beginAccount(
  tx: Tx,
  { email, hashedPassword, name, locale }: Omit<SignupRow, 'id'>,
  { now, visit }: { now: Date; visit: Visit },
): Promise<User> {
  const user = {
    id: randomUUID(),
    email,
    name,
    locale,
    isActive: true,
    createdAt: now,
    updatedAt: now,
  }
  await saveUser(tx, { ...user, hashedPassword })
  await saveEvent(tx, { userId: user.id, kind: 'signed_up', now, visit })
  return presentUser(user)
}

/**
 * Begins the account of a sign-up, and logs it in. Of any number that use one link at once, one does.
 * @throws {Refusal} `auth.invalid_link`, `request.cross_site`, and as `doOnce`
 */
export async function verifyEmail(call: Call, input: LinkInput): Promise<contract.Tokens> {
  const { db, clock } = call
  const inCookie = asksForCookie(call)
  const tokens = await doOnce<TokenPair>(call, verify, input, async (keep) => {
    const { digest, signupId } = await readLink(call, input.token, ['verify'])
    const replaced = findReplaced(call, inCookie)
    const now = clock.now()
    const visit = visitOf(call)
    return db
      .$transaction(async (tx) => {
        const signup = signupId === null ? null : await lockSignup(tx, { id: signupId }, now)
        if (!signup || !(await removeLink(tx, digest))) return refuse('auth.invalid_link')
        if (await isReserved(tx, signup.email, now)) refuse('auth.invalid_link')
        const user = await beginAccount(tx, signup, { now, visit })
        await removeSignup(tx, signup.email)
        const session = draftSession(user.id, now)
        const tokens = issueTokens(call, session)
        await beginSession(tx, { session, visit, replaced })
        await keep(tx, tokens, user.id)
        return tokens
      })
      .catch(refuseTaken)
  })
  return handOver(call, inCookie, tokens)
}

/** Has the link of a sign-up mailed again, if there is one. @throws {Refusal} `request.rate_limited` */
export async function resendVerification(call: Call, { email }: MailInput): Promise<Accepted> {
  const { db, queue } = call
  const keys = { 'mail.address': [networkOf(call.address())] }
  await limitCalls(call, resend, keys, async () => {
    if (!(await mayMail(call, email))) return
    await db.$transaction((tx) => queue.enqueue(tx, verificationRequested, { email }))
  })
  return { isAccepted: true }
}
