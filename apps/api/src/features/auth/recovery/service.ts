// How a forgotten password is replaced, and a known one changed.
import type { Tx } from '@delete/db/client'
import { UserId } from '@delete/schemas/ids'
import { resetRequested } from '@delete/schemas/jobs'
import type { Accepted, MailInput } from '@delete/schemas/links'
import * as contract from '@delete/schemas/passwords'
import type { Call, MembersCall } from '../../../kernel/context.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { refuse } from '../../../kernel/errors.ts'
import { doOnce } from '../../../kernel/idempotency.ts'
import { sendLetter } from '../../../kernel/mail/jobs.ts'
import { mayMail } from '../../../kernel/mail/quota.ts'
import { limitCalls, networkOf } from '../../../kernel/throttle.ts'
import { addressee, forgotUrlOf } from '../addresses/mails.ts'
import { isReserved, removeWaitingEmailChange } from '../addresses/queries.ts'
import { visitOf } from '../devices.ts'
import { saveEvent } from '../events/queries.ts'
import { passwordChanged } from '../letters.ts'
import { removeLink, removeLinks } from '../links/queries.ts'
import { readLink, refuseTaken } from '../links/service.ts'
import { hashPassword, verifyPassword } from '../passwords.ts'
import { findUserById, holdPassword, lockUser, updatePassword, type UserRow } from '../queries.ts'
import { hasSession, removeOtherSessions, removeSessions } from '../sessions/queries.ts'
import { findSignup, lockSignup, removeSignup } from '../signups/queries.ts'
import { beginAccount } from '../signups/service.ts'
import { refuseWeak } from '../weakPasswords.ts'

/** Has a link to a new password mailed, if there is whom to mail it to. @throws {Refusal} `request.rate_limited` */
export async function forgotPassword(call: Call, { email }: MailInput): Promise<Accepted> {
  const { db, queue } = call
  const keys = { 'mail.address': [networkOf(call.address())] }
  await limitCalls(call, contract.forgotPassword, keys, async () => {
    if (!(await mayMail(call, email))) return
    await db.$transaction((tx) => queue.enqueue(tx, resetRequested, { email }))
  })
  return { isAccepted: true }
}

type Link = Awaited<ReturnType<typeof readLink>>

/**
 * Gives an account a new password and ends all of its sessions; a sign-up that waits becomes an account with it.
 * @throws {Refusal} `auth.invalid_link`, `service.busy`, `request.invalid` for a weak password, and as `doOnce`
 */
export async function resetPassword(call: Call, input: contract.ResetPasswordInput): Promise<void> {
  const { db, env, clock } = call
  await doOnce<void>(call, contract.resetPassword, input, async (keep) => {
    const link = await readLink(call, input.token, ['reset'])
    const owner =
      link.userId === null
        ? await findSignup(db, link.signupId ?? '')
        : await findUserById(db, UserId.parse(link.userId))
    if (!owner) refuse('auth.invalid_link')
    await refuseWeak(call, input.password, owner)
    const hashedPassword = await hashPassword(input.password, env.bcryptCost)
    const now = clock.now()
    await db
      .$transaction(async (tx) => {
        const userId =
          link.userId === null
            ? await beginWith(call, tx, { link, hashedPassword, now })
            : await replaceWith(call, tx, { link, hashedPassword, now })
        await keep(tx, undefined, userId)
      })
      .catch(refuseTaken)
  })
}

interface Reset {
  link: Link
  hashedPassword: string
  now: Date
}

async function replaceWith(
  call: Call,
  tx: Tx,
  { link: { userId, digest }, hashedPassword, now }: Reset,
): Promise<string> {
  const id = UserId.parse(userId)
  const member = (await lockUser(tx, id)) ? await findUserById(tx, id) : null
  if (!member || !(await removeLink(tx, digest))) return refuse('auth.invalid_link')
  await updatePassword(tx, id, hashedPassword, now)
  await removeSessions(tx, id)
  await removeLinks(tx, { userId: id })
  await removeWaitingEmailChange(tx, id)
  await saveEvent(tx, { userId: id, kind: 'password_reset', now, visit: visitOf(call) })
  await tellOfChange(call, tx, member)
  return id
}

async function beginWith(
  call: Call,
  tx: Tx,
  { link: { signupId, digest }, hashedPassword, now }: Reset,
): Promise<string> {
  const signup = await lockSignup(tx, { id: signupId ?? '' }, now)
  if (!signup || !(await removeLink(tx, digest))) return refuse('auth.invalid_link')
  if (await isReserved(tx, signup.email, now)) refuse('auth.invalid_link')
  const account = { ...signup, hashedPassword }
  const user = await beginAccount(tx, account, { now, visit: visitOf(call) })
  await removeSignup(tx, signup.email)
  return user.id
}

/**
 * Gives the caller another password, and ends their other sessions.
 * @throws {Refusal} `auth.invalid_credentials`, `service.busy`, `request.invalid` for a weak password,
 *   `request.rate_limited`, and as `doOnce`
 */
export async function changePassword(
  call: MembersCall,
  input: contract.ChangePasswordInput,
): Promise<void> {
  const { db, env, clock, actor, session } = call
  const own = { id: session.id, userId: actor.id }
  const keys = { 'reauthenticate.account': [actor.id] }
  await doOnce<void>(call, contract.changePassword, input, (keep) =>
    limitCalls(call, contract.changePassword, keys, async () => {
      const member = await findUserById(db, actor.id)
      const { currentPassword, password } = input
      const isRight = await verifyPassword(currentPassword, member?.hashedPassword, env.bcryptCost)
      const now = clock.now()
      const visit = visitOf(call)
      if (!member || !isRight) {
        const event = { kind: 'reauthentication_failed', now, visit } as const
        await saveEvent(db, { userId: actor.id, ...event })
        refuse('auth.invalid_credentials')
      }
      await refuseWeak(call, password, member)
      const hashedPassword = await hashPassword(password, env.bcryptCost)
      await db.$transaction(async (tx) => {
        const isThere = (await holdPassword(tx, member)) && (await hasSession(tx, own))
        if (!isThere) refuse('auth.unauthenticated')
        await updatePassword(tx, actor.id, hashedPassword, now)
        await removeOtherSessions(tx, own)
        await saveEvent(tx, { userId: actor.id, kind: 'password_changed', now, visit })
        await tellOfChange(call, tx, member)
        await keep(tx, undefined, actor.id)
      })
    }),
  )
}

function tellOfChange(deps: Deps, tx: Tx, member: UserRow): Promise<void> {
  return sendLetter(deps, tx, {
    template: passwordChanged,
    data: { name: member.name, forgotUrl: forgotUrlOf(deps) },
    to: addressee(member),
  })
}
