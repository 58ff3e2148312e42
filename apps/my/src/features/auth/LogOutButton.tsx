// Logging out: at the api, so that the cookie is worth nothing, and here whatever it answers.
import { isApiError } from '@delete/shared/client'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { endSession } from '../../session.ts'
import { Icon } from '../../ui/Icon.tsx'

/** Whoever leaves does not wait longer for an answer. */
const PATIENCE_MS = 3_000

async function logOut(): Promise<void> {
  try {
    await client.auth.logout.mutate(undefined, { signal: AbortSignal.timeout(PATIENCE_MS) })
    endSession(true)
  } catch (error) {
    // Who is refused was logged out before.
    endSession(isApiError(error) && error.data.httpStatus === 401)
  }
}

export function LogOutButton(): React.JSX.Element {
  const t = useTranslations('frame')
  const [isPending, setPending] = useState(false)
  return (
    <button
      type="button"
      className="-mr-3 flex min-h-12 items-center gap-3 rounded-field px-3 text-sm font-semibold text-soft hover:bg-raised hover:text-ink aria-disabled:cursor-progress md:mr-0 md:px-4 md:text-base"
      aria-disabled={isPending}
      onClick={() => {
        if (isPending) return
        setPending(true)
        void logOut()
      }}
    >
      <Icon name="logOut" />
      {isPending ? t('loggingOut') : t('logOut')}
    </button>
  )
}
