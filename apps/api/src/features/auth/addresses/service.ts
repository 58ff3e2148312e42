// How a member changes their address: asked for, confirmed by both inboxes, undone by the old one.
import { randomUUID } from 'node:crypto'
import * as contract from '@delete/schemas/emailChanges'
import { UserId } from '@delete/schemas/ids'
import { emailChangeRequested } from '@delete/schemas/jobs'
import type { Accepted, LinkInput } from '@delete/schemas/links'
import type { Tx } from '@delete/db/client'
import type { Call, MembersCall } from '../../../kernel/context.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { refuse } from '../../../kernel/errors.ts'
import { doOnce } from '../../../kernel/idempotency.ts'
import { sendLetter } from '../../../kernel/mail/jobs.ts'
import { mayMail } from '../../../kernel/mail/quota.ts'
import { limitCalls } from '../../../kernel/throttle.ts'
import { type Visit, visitOf } from '../devices.ts'
import { saveEvent } from '../events/queries.ts'
import { emailChanged, reset } from '../letters.ts'
import { removeLink, removeLinks } from '../links/queries.ts'
import { endOfLink, makeLink, readLink, refuseTaken } from '../links/service.ts'
import { hashPassword } from '../passwords.ts'
import {
  findUserByEmail,
  findUserById,
  lockUser,
  updatePassword,
  type UserRow,
} from '../queries.ts'
import { lockCaller } from '../members/service.ts'
import { removeSessions } from '../sessions/queries.ts'
import { removeSignup } from '../signups/queries.ts'
import { addressee } from './mails.ts'
import {
  type EmailChangeRow,
  findEmailChange,
  removeEmailChangesSince,
  saveEmailChange,
  updateEmail,
  updateEmailChange,
} from './queries.ts'

/**
 * Asks both inboxes. Whether the new address has an account is for the job to find out.
 * @throws {Refusal} `request.invalid` for the address of now, `request.rate_limited`
 */
export async function changeEmail(
  call: MembersCall,
  { newEmail }: contract.ChangeEmailInput,
): Promise<Accepted> {
  const { db, clock, queue, actor } = call
  const keys = { 'emailChange.account': [actor.id] }
  await limitCalls(call, contract.changeEmail, keys, async () => {
    const now = clock.now()
    const id = randomUUID()
    // It is a member's word alone that the new address wants a mail.
    const mayMailNew = await mayMail(call, newEmail)
    await db.$transaction(async (tx) => {
      const member = await lockCaller(call, tx)
      if (newEmail === member.email) refuse('request.invalid', { issues: [SAME_ADDRESS] })
      await saveEmailChange(tx, {
        id,
        userId: actor.id,
        oldEmail: member.email,
        newEmail,
        confirmedByOld: false,
        confirmedByNew: false,
        createdAt: now,
        changedAt: null,
        expiresAt: endOfLink('undo', now),
      })
      const event = { kind: 'email_change_requested', now, visit: visitOf(call) } as const
      await saveEvent(tx, { userId: actor.id, ...event })
      await queue.enqueue(tx, emailChangeRequested, {
        userId: actor.id,
        emailChangeId: id,
        mayMailNew,
      })
    })
  })
  return { isAccepted: true }
}

const SAME_ADDRESS = {
  pointer: '/newEmail',
  code: 'unchanged',
  message: 'Must be another address than that of now',
}

/**
 * Says yes for one inbox; the second yes makes the change.
 * @throws {Refusal} `auth.invalid_link`, also when the new address has an account by now; and as `doOnce`
 */
export async function confirmEmail(call: Call, input: LinkInput): Promise<void> {
  const { db, clock } = call
  await doOnce<void>(call, contract.confirmEmail, input, async (keep) => {
    const link = await readLink(call, input.token, ['confirm_old', 'confirm_new'])
    const now = clock.now()
    await db
      .$transaction(async (tx) => {
        const { change, member } = await useLink(tx, link)
        if (member.erasedAt) refuse('auth.invalid_link')
        const confirmed = {
          confirmedByOld: change.confirmedByOld || link.purpose === 'confirm_old',
          confirmedByNew: change.confirmedByNew || link.purpose === 'confirm_new',
        }
        await updateEmailChange(tx, change.id, confirmed)
        if (confirmed.confirmedByOld && confirmed.confirmedByNew) {
          await makeChange(call, tx, { change, member, now, visit: visitOf(call) })
        }
        await keep(tx, undefined, member.id)
      })
      .catch(refuseTaken)
  })
}

/** What a link is about, locked; the link is used up. */
async function useLink(
  tx: Tx,
  { digest, emailChangeId }: Awaited<ReturnType<typeof readLink>>,
): Promise<{ change: EmailChangeRow; member: UserRow }> {
  const change = emailChangeId === null ? null : await findEmailChange(tx, emailChangeId)
  const isThere = change && (await lockUser(tx, change.userId)) && (await removeLink(tx, digest))
  // Read once it is locked: another yes may have come meanwhile.
  const [locked, member] = isThere
    ? [await findEmailChange(tx, change.id), await findUserById(tx, UserId.parse(change.userId))]
    : [null, null]
  return locked && member ? { change: locked, member } : refuse('auth.invalid_link')
}

interface Made {
  change: EmailChangeRow
  member: UserRow
  now: Date
  visit: Visit
}

/** Links that were mailed to the old address are void, but for the one that undoes this. */
async function makeChange(deps: Deps, tx: Tx, { change, member, now, visit }: Made): Promise<void> {
  await updateEmail(tx, member.id, change.newEmail, now)
  const expiresAt = endOfLink('undo', now)
  await updateEmailChange(tx, change.id, { changedAt: now, expiresAt })
  await removeSignup(tx, change.newEmail)
  await removeLinks(tx, { userId: member.id })
  await removeLinks(tx, { emailChangeId: change.id })
  const about = { emailChangeId: change.id }
  const { url } = await makeLink(deps, tx, { purpose: 'undo', about })
  await saveEvent(tx, { userId: member.id, kind: 'email_changed', now, visit })
  await sendLetter(deps, tx, {
    template: emailChanged,
    data: { name: member.name, newEmail: change.newEmail, undoUrl: url },
    to: { ...addressee(member), email: change.oldEmail },
    usefulUntil: expiresAt,
  })
}

/**
 * Gives an account back to its old address, and to nobody else: whoever asked for the change knew the password, so that
 * is void too, and a link to a new one is mailed to the old address.
 * @throws {Refusal} `auth.invalid_link`, `service.busy`, and as `doOnce`
 */
export async function undoEmailChange(call: Call, input: LinkInput): Promise<void> {
  const { db, clock, env } = call
  await doOnce<void>(call, contract.undoEmailChange, input, async (keep) => {
    const link = await readLink(call, input.token, ['undo'])
    const nobodys = await hashPassword(randomUUID(), env.bcryptCost)
    const now = clock.now()
    await db
      .$transaction(async (tx) => {
        const { change, member } = await useLink(tx, link)
        const { oldEmail } = change
        // Somebody else may have that address by now; even then, whoever undoes this ends what a thief has.
        const isFree = (await findUserByEmail(tx, oldEmail)) === null
        if (change.changedAt && isFree) await updateEmail(tx, member.id, oldEmail, now)
        await removeEmailChangesSince(tx, change)
        await updatePassword(tx, member.id, nobodys, now)
        await removeSessions(tx, member.id)
        const about = { userId: member.id }
        await removeLinks(tx, about)
        const { url, expiresAt } = await makeLink(call, tx, { purpose: 'reset', about })
        const event = { kind: 'email_change_undone', now, visit: visitOf(call) } as const
        await saveEvent(tx, { userId: member.id, ...event })
        await sendLetter(call, tx, {
          template: reset,
          data: { url },
          to: { ...addressee(member), email: oldEmail },
          usefulUntil: expiresAt,
        })
        await keep(tx, undefined, member.id)
      })
      .catch(refuseTaken)
  })
}
