// How sessions of one's own are ended; they are gone from the list at once.
import type { SessionId } from '@delete/schemas/ids'
import type { Session } from '@delete/schemas/sessions'
import { client } from '../../api.ts'
import { optimistically } from '../../optimistic.ts'
import { sessionsQuery } from './queries.ts'

/** Logs one out. */
export function revokeSession(id: SessionId): Promise<void> {
  return keepOnly(
    (session) => session.id !== id,
    () => client.auth.revokeSession.mutate({ id }),
  )
}

/** Logs out all but this one. */
export function revokeOtherSessions(): Promise<void> {
  return keepOnly(
    ({ isCurrent }) => isCurrent,
    () => client.auth.revokeOtherSessions.mutate(),
  )
}

function keepOnly(
  isLeft: (session: Session) => boolean,
  send: () => Promise<unknown>,
): Promise<void> {
  return optimistically({
    queryKey: sessionsQuery.queryKey,
    change: ({ pages, pageParams }) => ({
      pages: pages.map((page) => ({ ...page, items: page.items.filter(isLeft) })),
      pageParams,
    }),
    send,
  })
}
