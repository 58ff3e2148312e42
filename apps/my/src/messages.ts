// What a person reads when a call has failed.
import { isApiError, retryAfterOf } from '@delete/shared/client'

/** A sentence or two: what is wrong, and what to do. */
export function explain(error: unknown): string {
  if (!isApiError(error)) return 'Delete cannot be reached. Check your connection and try again.'
  const { code, httpStatus } = error.data
  if (httpStatus === 429) return `Too many tries. Try again ${waitOf(retryAfterOf(error))}.`
  if (httpStatus === 503) {
    return 'Too many people are here at this moment. Nothing was changed: try again in a minute.'
  }
  if (httpStatus >= 500) return 'Something went wrong on our side. Try again in a minute.'
  // What the forms let through and the api does not: the page is older than the api.
  if (code.startsWith('request.')) return 'This page is out of date. Reload it and try again.'
  const { erasedAt } = error.data
  if (erasedAt)
    return `This account is being deleted. Until ${dayOf(erasedAt)} you can take it back.`
  return error.message
}

const days = new Intl.DateTimeFormat('en', { dateStyle: 'long' })

/** `December 21, 2026` */
export function dayOf(time: string): string {
  return days.format(new Date(time))
}

const waits = new Intl.RelativeTimeFormat('en')

/** `in 40 seconds`, `in 12 minutes` */
function waitOf(seconds = 60): string {
  return seconds < 60
    ? waits.format(seconds, 'second')
    : waits.format(Math.ceil(seconds / 60), 'minute')
}
