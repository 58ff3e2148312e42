// The typed client of the api.
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'
import type { Tokens } from '@delete/schemas/auth'
import type { AppRouter } from './index.ts'

export interface ApiClientOptions {
  /** Where the api is, without a path: `https://api.trydelete.app`. */
  url: string
  /** The tokens of whoever is logged in; read for each request. */
  tokens?: { get: () => Pick<Tokens, 'accessToken'> | null }
}

/**
 * A client whose calls have the types of the api's procedures; calls made in the same tick travel as one request.
 * A call that fails rejects with a `TRPCClientError`, whose `data` carries `code`, `issues` and `requestId`.
 */
export function createApiClient({ url, tokens }: ApiClientOptions): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${url}/trpc`,
        maxItems: 20,
        headers: () => {
          const accessToken = tokens?.get()?.accessToken
          return accessToken === undefined ? {} : { Authorization: `Bearer ${accessToken}` }
        },
      }),
    ],
  })
}
