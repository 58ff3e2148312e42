// What has happened to an account's log-ins, as its owner reads it.
import { AuthEventId } from '@delete/schemas/ids'
import type { Page, PageInput } from '@delete/schemas/page'
import { type AuthEvent, AuthEventKind } from '@delete/schemas/sessions'
import type { Actor } from '../../../kernel/context.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { readCursor, toPage } from '../../../kernel/pages.ts'
import { type AuthEventRow, findEvents } from './queries.ts'

/** @throws {Refusal} `request.invalid` for a cursor that is none */
export async function listEvents(
  { db, clock, env, actor }: Pick<Deps, 'db' | 'clock' | 'env'> & { actor: Actor },
  { cursor, limit }: PageInput,
): Promise<Page<AuthEvent>> {
  const since = new Date(clock.now().getTime() - env.authEventSeconds * 1000)
  const after = readCursor(cursor)
  const rows = await findEvents(db, actor.id, { after, since, limit: limit + 1 })
  return toPage(rows, limit, presentEvent)
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
