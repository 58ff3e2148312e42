// Calls refused for an expired access token: one refresh for all of them, then each is made again.
import type { Tokens } from '@delete/schemas/auth'
import { createTRPCClient, httpLink, type TRPCClient, type TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import { isApiError } from './apiError.ts'
import type { AppRouter } from './index.ts'
import { subjectOf, type TokenStore } from './tokenStore.ts'

/** Pauses before something that got no answer is asked for again. */
export const RETRY_DELAYS_MS = [200, 800]

/** A refresh without an answer for so long counts as lost: all calls wait for it. */
const REFRESH_LIMIT_MS = 5_000

/** The name under which a request's headers leave the access token that they sent, in the context of each of its calls. */
export const SENT_TOKEN = 'sentToken'

/** Makes a call again, once, when a refresh has brought a new access token. */
export function refreshLink(url: string, tokens: TokenStore): TRPCLink<AppRouter> {
  const refresh = createRefresh(url, tokens)
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let subscription: Unsubscribable
        const attempt = (isRepeated: boolean): void => {
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
              refresh(context[SENT_TOKEN]).then(
                (isRenewed) => {
                  if (isRenewed && op.signal?.aborted !== true) attempt(true)
                  else observer.error(error)
                },
                (reason) => observer.error(reason),
              )
            },
          })
        }
        attempt(false)
        return () => subscription.unsubscribe()
      })
}

/**
 * The refresh that all calls of a client share. It resolves to whether there is a newer access token than `stale`, of
 * the same member, and rejects when no answer could be had: the tokens are then kept, and the next call tries again.
 */
function createRefresh(url: string, tokens: TokenStore): (stale: unknown) => Promise<boolean> {
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url })] })
  const running = new Map<unknown, Promise<void>>()

  const refresh = async (stale: unknown): Promise<void> => {
    const used = await tokens.get()
    // Without them nobody is logged in; with others, another call or another tab has been here in the meantime.
    if (!used || used.accessToken !== stale) return
    const bought = await buyTokens(client, used.refreshToken)
    // Whoever has logged out or in while this was on its way stays so.
    if ((await tokens.get())?.refreshToken === used.refreshToken) await tokens.set(bought)
  }

  return async (stale) => {
    const shared = running.get(stale) ?? refresh(stale).finally(() => running.delete(stale))
    running.set(stale, shared)
    await shared
    const kept = (await tokens.get())?.accessToken
    return kept !== undefined && kept !== stale && isOfSameMember(kept, stale)
  }
}

/** A call is made again for whoever made it, and not for whoever has logged in since. */
function isOfSameMember(accessToken: string, stale: unknown): boolean {
  const member = typeof stale === 'string' ? subjectOf(stale) : undefined
  return member === undefined || member === subjectOf(accessToken)
}

/** The next pair, or null when it is refused. A refresh is safe to repeat, so a lost answer is asked for again. */
async function buyTokens(
  { auth }: TRPCClient<AppRouter>,
  refreshToken: string,
): Promise<Tokens | null> {
  for (let tries = 0; ; tries += 1) {
    try {
      const signal = AbortSignal.timeout(REFRESH_LIMIT_MS)
      return await auth.refresh.mutate({ refreshToken }, { signal })
    } catch (error) {
      if (isApiError(error) && [400, 401].includes(error.data.httpStatus)) return null
      const pause = RETRY_DELAYS_MS[tries]
      if (isApiError(error) || pause === undefined) throw error
      await new Promise((resolve) => {
        setTimeout(resolve, pause)
      })
    }
  }
}
