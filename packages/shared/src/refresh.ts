// The refresh that all calls of a client share: it buys the next access token.
import type { Tokens } from '@delete/schemas/auth'
import type { TRPCClient } from '@trpc/client'
import { isApiError } from './apiError.ts'
import type { AppRouter } from './index.ts'
import type { TokenStore } from './tokenStore.ts'

/** Pauses before something that got no answer is asked for again. */
export const RETRY_DELAYS_MS = [200, 800]

/**
 * A refresh without an answer for so long counts as lost. All three tries end within the 10 seconds for which the api
 * answers the first of them again.
 */
export const REFRESH_LIMIT_MS = 3_000

/**
 * Resolves when the access token that is held is another than `stale`, or cannot be; rejects when no answer could be had:
 * what is held is then kept, and the next call tries again.
 */
export type Refresh = (stale: string | undefined) => Promise<void>

export function createRefresh(client: TRPCClient<AppRouter>, tokens: TokenStore): Refresh {
  const running = new Map<string | undefined, Promise<void>>()
  const { exclusively = (work) => work() } = tokens

  const refresh = async (stale: string | undefined): Promise<void> => {
    const used = await tokens.get()
    // Without them nobody is logged in; with others, another call or another tab has been here in the meantime.
    if (!used || used.accessToken !== stale) return
    const bought = await buyTokens(client, used.refreshToken)
    const held = await tokens.get()
    // Whoever has logged out or in while this was on its way stays so.
    if (held?.accessToken === used.accessToken && held?.member === used.member) {
      await tokens.set(bought)
    }
  }

  return (stale) => {
    const shared =
      running.get(stale) ?? exclusively(() => refresh(stale)).finally(() => running.delete(stale))
    running.set(stale, shared)
    return shared
  }
}

/** The next tokens, or null when they are refused. A refresh is safe to repeat, so a lost answer is asked for again. */
async function buyTokens(
  { auth }: TRPCClient<AppRouter>,
  refreshToken: string | undefined,
): Promise<Tokens | null> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await auth.refresh.mutate({ refreshToken })
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
