// Where a member is logged in.
import type { Session } from '@delete/schemas/sessions'
import { useFormatter, useNow, useTranslations } from 'use-intl/react'
import { useExplain } from '../../explain.ts'
import { tell, tellBad } from '../../toasts.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { useKeptFocus } from '../../ui/keptFocus.ts'
import { revokeSession } from './sessions.ts'

export function SessionList({ sessions }: { sessions: Session[] }): React.JSX.Element {
  const list = useKeptFocus<HTMLUListElement>(sessions.length)
  return (
    <ul ref={list} tabIndex={-1} className="divide-y divide-edge">
      {sessions.map((session) => (
        <SessionItem key={session.id} session={session} />
      ))}
    </ul>
  )
}

function SessionItem({ session }: { session: Session }): React.JSX.Element {
  const t = useTranslations('account.devices')
  const format = useFormatter()
  const now = useNow({ updateInterval: 60_000 })
  const explain = useExplain()
  const { id, device, address, createdAt, lastUsedAt, isCurrent } = session
  const name = device ?? t('unknownDevice')
  const logOut = (): void => {
    revokeSession(id).then(
      () => tell(t('loggedOutOne', { device: name })),
      (error: unknown) => tellBad(explain.error(error)),
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0">
      <Icon name="device" className="size-7 text-soft" />
      <div className="min-w-48 flex-1 text-sm">
        <p className="text-base font-semibold">
          {name}{' '}
          {isCurrent && (
            <span className="ml-1 rounded-full bg-raised px-2.5 py-0.5 text-xs whitespace-nowrap">
              {t('current')}
            </span>
          )}
        </p>
        <p className="text-soft">
          {t('lastUsed', { time: format.relativeTime(new Date(lastUsedAt), now), address })}
        </p>
        <p className="text-soft">
          {t('loggedIn', { date: format.dateTime(new Date(createdAt), { dateStyle: 'long' }) })}
        </p>
      </div>
      {!isCurrent && (
        <Button look="quiet" aria-label={t('logOutOneName', { device: name })} onClick={logOut}>
          {t('logOutOne')}
        </Button>
      )}
    </li>
  )
}
