// What has happened to an account's log-ins, as its owner reads it.
import { AuthEventId } from '@delete/schemas/ids'
import type { Page, PageInput } from '@delete/schemas/page'
import { type AuthEvent, AuthEventKind } from '@delete/schemas/sessions'
import type { MembersCall } from '../../../kernel/context.ts'
import { findPage } from '../../../kernel/pages.ts'
import { type AuthEventRow, findEvents } from './queries.ts'

/** @throws {Refusal} `request.invalid` for a cursor that is none of this list's */
export function listEvents(call: MembersCall, page: PageInput): Promise<Page<AuthEvent>> {
  const { db, clock, env, actor } = call
  const since = new Date(clock.now().getTime() - env.authEventSeconds * 1000)
  return findPage(call, page, {
    name: 'auth.events',
    find: (range) => findEvents(db, actor.id, { ...range, since }),
    present: presentEvent,
  })
}

function presentEvent({ id, kind, createdAt, device, address }: AuthEventRow): AuthEvent {
  return {
    id: AuthEventId.parse(id),
    kind: AuthEventKind.parse(kind),
    createdAt: createdAt.toISOString(),
    device,
    address,
  }
}
