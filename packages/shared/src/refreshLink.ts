// Calls without an access token that is valid: one refresh for all of them, then each is made, or made again.
import { TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import type { AppRouter } from './index.ts'
import type { Refresh } from './refresh.ts'
import { memberOf, type TokenStore } from './tokenStore.ts'

/** The name under which a request's headers leave the access token that they sent, in the context of each of its calls. */
export const SENT_TOKEN = 'sentToken'

/** What begins a session waits for none. */
const NEEDS_NONE = new Set([
  'auth.signup',
  'auth.login',
  'auth.verifyEmail',
  'leaving.restoreAccount',
])

/**
 * Makes a call again, once, when it was refused for its access token and there is a newer one. Who is logged in without
 * one gets it before the call.
 */
export function refreshLink(tokens: TokenStore, refresh: Refresh): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let subscription: Unsubscribable | undefined
        let isOver = false
        let caller: string | undefined
        const fail = (reason: unknown): void =>
          observer.error(TRPCClientError.from(reason as Error))

        const send = (isRepeated: boolean): void => {
          if (isOver) return
          const context = { ...op.context }
          subscription = next({ ...op, context }).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: (error) => {
              if (isRepeated || error.data?.code !== 'auth.unauthenticated') {
                observer.error(error)
                return
              }
              op.signal?.addEventListener('abort', () => observer.error(error), { once: true })
              const stale = context[SENT_TOKEN] as string | undefined
              renew(stale).then(
                (isRenewed) => (isRenewed ? send(true) : observer.error(error)),
                fail,
              )
            },
          })
        }

        /** Whether there is a newer access token than `stale`, for whoever made the call and not for whoever came after. */
        const renew = async (stale: string | undefined): Promise<boolean> => {
          await refresh(stale)
          const held = await tokens.get()
          if (held?.accessToken === undefined || held.accessToken === stale) return false
          return caller === undefined || caller === memberOf(held)
        }

        const begin = async (): Promise<void> => {
          const held = await tokens.get()
          if (held) caller = memberOf(held)
          if (held && held.accessToken === undefined && !NEEDS_NONE.has(op.path)) {
            op.signal?.addEventListener('abort', () => fail(op.signal?.reason), { once: true })
            const isRenewed = await renew(undefined)
            // As nobody's it is sent, and heard by the api; as somebody else's it is not.
            if (!isRenewed && (await tokens.get())) throw new Error('Somebody else has logged in.')
          }
          send(false)
        }
        begin().catch(fail)

        return () => {
          isOver = true
          subscription?.unsubscribe()
        }
      })
}
