// The one client of the api, and what of its answers is kept.
import { createApiClient, isApiError } from '@delete/shared/client'
import { QueryClient } from '@tanstack/react-query'
import { forgetConnection, watchConnection } from './connection.ts'
import { currentLocale } from './languages.ts'
import { isLoggedIn, onMemberChange, tokens } from './session.ts'

/** One machine's two names are two sites to a browser, and no cookie goes from one to the other: stay at the page's own. */
const LOOPBACK = /(?<=^http:\/\/)(?:localhost|127\.0\.0\.1)(?=:|$)/
const url = LOOPBACK.test(location.origin)
  ? import.meta.env.VITE_API_URL.replace(LOOPBACK, location.hostname)
  : import.meta.env.VITE_API_URL

/** What the api has refused stays refused; what got no answer is asked for again until it does. */
const retry = (_count: number, error: unknown): boolean => !isApiError(error)
const retryDelay = (count: number): number => Math.min(1000 * 2 ** count, 5000)

export const queryClient = new QueryClient({
  defaultOptions: {
    // `always`: a laptop without a network still reaches the api on it.
    // A screen that is about to go, since its member is gone, asks for nothing more.
    queries: { enabled: isLoggedIn, networkMode: 'always', retry, retryDelay, staleTime: 30_000 },
    // What was sent and answered holds passwords and tokens: it is forgotten at once.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
})

// Nothing of one member is left for the next.
onMemberChange(() => {
  forgetConnection()
  if (isLoggedIn()) void queryClient.resetQueries()
  else queryClient.clear()
})

export const client = createApiClient({ url, tokens, session: 'cookie', language: currentLocale })

watchConnection(queryClient, () => client.health.live.query())
