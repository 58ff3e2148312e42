// What a call that fails rejects with.
import { TRPCClientError } from '@trpc/client'
import type { AppRouter } from './index.ts'

type ClientError = TRPCClientError<AppRouter>

/** The api said no: `data` has `code`, `issues`, `httpStatus` and `requestId`. */
export type ApiError = ClientError & { readonly data: NonNullable<ClientError['data']> }

/** Whether the api said no. Any other error of a call means that no answer came, or none that the api wrote. */
export function isApiError(error: unknown): error is ApiError {
  return error instanceof TRPCClientError && typeof (error as ClientError).data?.code === 'string'
}

/** For how many seconds the api asks its caller to wait, if it does: it has too many calls, or has heard too many of one. */
export function retryAfterOf({ meta }: ApiError): number | undefined {
  const response = meta?.response
  const seconds = response instanceof Response ? response.headers.get('retry-after') : null
  return seconds === null ? undefined : Number(seconds)
}
