// What auth does for a member who leaves.
import type { Tx } from '@delete/db/client'
import type { MembersCall } from '../../../kernel/context.ts'
import { refuse } from '../../../kernel/errors.ts'
import type { Addressee } from '../../../kernel/mail/jobs.ts'
import { addressee } from '../addresses/mails.ts'
import { asksForCookie, dropCookie } from '../cookies.ts'
import { visitOf } from '../devices.ts'
import { saveEvent } from '../events/queries.ts'
import { findUserById, lockUser, updateErasure, type UserRow } from '../queries.ts'
import { EXPORT_SECONDS } from '../rules.ts'
import { hasSession, removeSessions } from '../sessions/queries.ts'
import { findHeld, lockErased, removeAnswers, removeUser } from './queries.ts'
import { UserId } from '@delete/schemas/ids'

/**
 * The account of who calls, kept from changing until the transaction is over.
 * @throws {Refusal} `auth.unauthenticated` when the session that asks has ended meanwhile, or the account is leaving
 */
export async function lockCaller({ actor, session }: MembersCall, tx: Tx): Promise<UserRow> {
  const own = { id: session.id, userId: actor.id }
  const isThere = (await lockUser(tx, actor.id)) && (await hasSession(tx, own))
  const member = isThere ? await findUserById(tx, actor.id) : null
  return member && !member.erasedAt ? member : refuse('auth.unauthenticated')
}

/** Ends every session of the caller, who is erased at that time unless they come back; answers whom to write to. */
export async function beginLeaving(call: MembersCall, tx: Tx, erasedAt: Date): Promise<Addressee> {
  const { actor, clock } = call
  const member = await lockCaller(call, tx)
  await updateErasure(tx, actor.id, erasedAt)
  await removeSessions(tx, actor.id)
  await removeAnswers(tx, actor.id)
  const event = { kind: 'account_left', now: clock.now(), visit: visitOf(call) } as const
  await saveEvent(tx, { userId: actor.id, ...event })
  return addressee(member)
}

/** Has the browser of who has left forget its cookie. @throws {Refusal} `request.cross_site` */
export function forgetBrowser(call: MembersCall): () => void {
  return asksForCookie(call) ? () => dropCookie(call) : () => undefined
}

/** Writes down that the caller has asked for an export. @throws {Refusal} as `lockCaller` */
export async function noteExport(call: MembersCall, tx: Tx): Promise<void> {
  await lockCaller(call, tx)
  const event = { kind: 'export_requested', now: call.clock.now(), visit: visitOf(call) } as const
  await saveEvent(tx, { userId: call.actor.id, ...event })
}

/** Until when an export is kept. */
export function endOfExport(madeAt: Date): Date {
  return new Date(madeAt.getTime() + EXPORT_SECONDS * 1000)
}

/** Everything that is held of a member, and whom to write to; null when they are gone, or leaving. */
export async function describeMember(
  tx: Tx,
  id: string,
): Promise<{ held: object; to: Addressee } | null> {
  const member = await findUserById(tx, UserId.parse(id))
  if (!member || member.erasedAt) return null
  return { held: await findHeld(tx, member.id, member.email), to: addressee(member) }
}

/** Erases a member who was to be erased at that time; one who came back, or has left anew since, stays. */
export async function eraseMember(tx: Tx, id: string, erasedAt: Date): Promise<void> {
  const member = await lockErased(tx, id, erasedAt)
  if (member) await removeUser(tx, member)
}
