// What a person reads when a call has failed, or when a field does not fit.
import type { ErrorCode } from '@delete/schemas/errors'
import { isApiError, retryAfterOf } from '@delete/shared/client'
import { useFormatter, useTranslations } from 'use-intl/react'
import { isUnloaded } from './unloaded.ts'

/** What is wrong with a field: what a contract or the api says of it. */
export interface Fault {
  code: string
  /** In English; shown where there are no words of the app's own. */
  message: string
  /** How many characters it may have at least, or at most. */
  limit?: number
  /** What it should look like. */
  format?: string
}

interface Explain {
  /** A sentence or two: what is wrong, and what to do. */
  error: (error: unknown) => string
  /** What is wrong with a field. */
  fault: (fault: Fault) => string
}

/** `wording` says what a refusal is called in one place. */
export function useExplain(wording: Partial<Record<ErrorCode, string>> = {}): Explain {
  const t = useTranslations('errors')
  const issues = useTranslations('issues')
  const format = useFormatter()

  const waitOf = (seconds = 60): string =>
    seconds < 60
      ? format.relativeTime(seconds * 1000, { now: 0, unit: 'second' })
      : format.relativeTime(Math.ceil(seconds / 60) * 60_000, { now: 0, unit: 'minute' })

  return {
    error: (error) => {
      if (isUnloaded(error)) return t('unloaded')
      if (!isApiError(error)) return t('unreachable')
      const { code, httpStatus, erasedAt } = error.data
      const worded = wording[code]
      if (worded !== undefined) return worded
      if (httpStatus === 429) return t('rateLimited', { time: waitOf(retryAfterOf(error)) })
      if (code === 'service.busy') return t('busy')
      if (httpStatus === 503 || httpStatus === 408) return t('unavailable')
      if (httpStatus >= 500) return t('internal')
      // What the forms let through and the api does not: the page is older than the api.
      if (code.startsWith('request.')) return t('outdated')
      if (erasedAt !== undefined) {
        return t('leaving', { date: format.dateTime(new Date(erasedAt), { dateStyle: 'long' }) })
      }
      return isKnown(code) ? t(code) : error.message
    },
    fault: ({ code, message, limit, format }) => {
      if (code === 'too_small' || code === 'too_big') {
        return limit === undefined ? message : issues(code, { limit })
      }
      if (code === 'invalid_format') {
        return format === 'email' || format === 'regex'
          ? issues(`invalid_format.${format}`)
          : message
      }
      return isReason(code) ? issues(code) : message
    },
  }
}

const KNOWN = [
  'auth.invalid_credentials',
  'auth.invalid_link',
  'auth.email_taken',
  'auth.session_not_found',
  'auth.unauthenticated',
] as const satisfies ErrorCode[]

function isKnown(code: string): code is (typeof KNOWN)[number] {
  return (KNOWN as readonly string[]).includes(code)
}

const REASONS = ['custom', 'personal', 'common', 'breached'] as const

function isReason(code: string): code is (typeof REASONS)[number] {
  return (REASONS as readonly string[]).includes(code)
}
