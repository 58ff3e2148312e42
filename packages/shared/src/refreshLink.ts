// Calls refused for an expired access token: one refresh for all of them, then each is made again.
import type { Tokens } from '@delete/schemas/auth'
import { createTRPCClient, httpLink, type TRPCClient, type TRPCLink } from '@trpc/client'
import { observable, type Unsubscribable } from '@trpc/server/observable'
import { isApiError } from './apiError.ts'
import type { AppRouter } from './index.ts'
import type { TokenStore } from './tokenStore.ts'

/** Pauses before something that got no answer is asked for again. */
export const RETRY_DELAYS_MS = [200, 800]

/** A refresh without an answer for so long counts as lost. All calls wait for it. */
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
        let isStopped = false
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
              refresh(context[SENT_TOKEN]).then(
                (isRenewed) => {
                  if (isStopped) return
                  if (isRenewed) attempt(true)
                  else observer.error(error)
                },
                (reason) => observer.error(reason),
              )
            },
          })
        }
        attempt(false)
        return () => {
          isStopped = true
          subscription.unsubscribe()
        }
      })
}

/**
 * The refresh that all calls of a client share. It resolves to whether there is a newer access token than `stale`, and
 * rejects when no answer could be had: the tokens are then kept, and the next call tries again.
 */
function createRefresh(url: string, tokens: TokenStore): (stale: unknown) => Promise<boolean> {
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url })] })
  let running: Promise<boolean> | undefined

  const refresh = async (stale: unknown): Promise<boolean> => {
    const used = await tokens.get()
    if (!used) return false
    // Another call, or another tab, has been here in the meantime.
    if (used.accessToken !== stale) return true
    const bought = await buyTokens(client, used.refreshToken)
    // Whoever has logged out or in while this was on its way stays so.
    if ((await tokens.get())?.refreshToken !== used.refreshToken) return false
    await tokens.set(bought)
    return bought !== null
  }

  return (stale) => {
    running ??= refresh(stale).finally(() => {
      running = undefined
    })
    return running
  }
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
