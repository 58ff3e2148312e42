// The typed client of the api.
import {
  createTRPCClient,
  type HTTPLinkOptions,
  httpBatchLink,
  httpLink,
  retryLink,
  type TRPCClient,
} from '@trpc/client'
import { isApiError } from './apiError.ts'
import type { AppRouter } from './index.ts'
import { createRefresh, REFRESH_LIMIT_MS, RETRY_DELAYS_MS } from './refresh.ts'
import { refreshLink, SENT_TOKEN } from './refreshLink.ts'
import { memoryTokens, type TokenStore } from './tokenStore.ts'

export { type ApiError, isApiError, retryAfterOf } from './apiError.ts'
export { type HeldTokens, memoryTokens, subjectOf, type TokenStore } from './tokenStore.ts'

type Fetch = NonNullable<HTTPLinkOptions<never>['fetch']>

/** A call without an answer for so long counts as lost; a log-in that waits for its turn takes less than half of it. */
const CALL_LIMIT_MS = 10_000

export interface ApiClientOptions {
  /** Where the api is, without a path: `https://api.trydelete.app`. */
  url: string
  /** Where the tokens of whoever is logged in are kept; without it, nobody is. */
  tokens?: TokenStore
  /**
   * `cookie`: the refresh token is in a cookie that no script can read, and not in the store. For the pages of the
   * members' app, whose origin the api knows.
   */
  session?: 'cookie'
  /** The language of whoever uses the client, as a tag (BCP 47); asked before each request. Without it, the runtime's. */
  language?: () => string
}

/**
 * A client whose calls have the types of the api's procedures.
 *
 * ```ts
 * import { createApiClient, isApiError, memoryTokens } from '@delete/shared/client'
 *
 * const tokens = memoryTokens()
 * const api = createApiClient({ url: 'http://localhost:8000', tokens })
 * try {
 *   const account = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' }
 *   tokens.set((await api.auth.signup.mutate(account)).tokens)
 *   console.log(`Hello, ${(await api.users.me.query()).name}.`)
 * } catch (error) {
 *   console.error(isApiError(error) ? error.data.code : 'No answer came.')
 * }
 * ```
 *
 * - Calls made in the same tick travel as one request.
 * - Calls that are refused because the access token has expired share one refresh, and are then made again. When the
 *   refresh is refused too, the store is told to forget the tokens, and there is no other until it has new ones.
 * - Whoever is logged in without an access token, as after a reload in cookie mode, gets one before the first call.
 * - A query or a refresh whose answer is lost, or does not come in time, is asked for again, twice. Another call is not,
 *   since it may have had its effect: it rejects, and so does what still has no answer. Tokens are kept.
 * - A call that fails rejects with an error that `isApiError` tells apart: the api said no, or no answer came.
 */
export function createApiClient({
  url,
  tokens = memoryTokens(),
  session,
  language,
}: ApiClientOptions): TRPCClient<AppRouter> {
  const trpcUrl = `${url.replace(/\/+$/, '')}/trpc`
  const headers = session === 'cookie' ? { 'x-session': 'cookie' } : {}
  const credentials = session === 'cookie' ? ({ credentials: 'include' } as const) : {}
  // The browser stores the next cookie, which is in the answer, even when the page is gone by then.
  const keepalive = session === 'cookie' ? { keepalive: true } : {}
  const fetchWithin =
    (limitMs: number, options?: RequestInit): Fetch =>
    (input, init) => {
      const limit = AbortSignal.timeout(limitMs)
      const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit
      return fetch(input, { ...init, ...credentials, ...options, signal })
    }
  const refreshing = createTRPCClient<AppRouter>({
    links: [httpLink({ url: trpcUrl, headers, fetch: fetchWithin(REFRESH_LIMIT_MS, keepalive) })],
  })
  return createTRPCClient<AppRouter>({
    links: [
      refreshLink(tokens, createRefresh(refreshing, tokens)),
      retryLink({
        retry: ({ op, error, attempts }) =>
          op.type === 'query' &&
          !isApiError(error) &&
          op.signal?.aborted !== true &&
          attempts <= RETRY_DELAYS_MS.length,
        retryDelayMs: (attempt) => RETRY_DELAYS_MS[attempt - 1] ?? 0,
      }),
      httpBatchLink({
        url: trpcUrl,
        maxItems: 20,
        fetch: fetchWithin(CALL_LIMIT_MS),
        headers: async ({ opList }) => {
          const accessToken = (await tokens.get())?.accessToken
          for (const { context } of opList) context[SENT_TOKEN] = accessToken
          return {
            ...headers,
            ...(language && { 'Accept-Language': language() }),
            ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
          }
        },
      }),
    ],
  })
}
