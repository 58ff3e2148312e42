// What a person reads when a call has failed.
import { errors } from '@delete/schemas/errors'
import { isApiError } from '@delete/shared/client'

/** A sentence or two: what is wrong, and what to do. */
export function explain(error: unknown): string {
  if (!isApiError(error)) {
    return 'Delete cannot be reached. Check your connection and try again.'
  }
  const { title, detail } = errors[error.data.code]
  return error.data.httpStatus < 500 ? `${title} ${detail}` : `${title} Try again in a moment.`
}
