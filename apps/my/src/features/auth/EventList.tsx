// What has happened to a member's log-ins.
import type { AuthEvent } from '@delete/schemas/sessions'
import { useFormatter, useTranslations } from 'use-intl/react'
import { useKeptFocus } from '../../ui/keptFocus.ts'

interface EventListProps {
  events: AuthEvent[]
}

export function EventList({ events }: EventListProps): React.JSX.Element {
  const t = useTranslations('account')
  const format = useFormatter()
  const list = useKeptFocus<HTMLOListElement>(events.length)
  return (
    <ol ref={list} tabIndex={-1} className="divide-y divide-edge">
      {events.map(({ id, kind, createdAt, device, address }) => (
        <li
          key={id}
          className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-3.5 text-sm first:pt-0 last:pb-0"
        >
          {/* A kind that is newer than the page has no words here. */}
          <span className="text-base font-medium">
            {t(`activity.kinds.${t.has(`activity.kinds.${kind}`) ? kind : 'other'}`)}
          </span>
          <time dateTime={createdAt} className="text-soft">
            {format.dateTime(new Date(createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
          </time>
          <span className="basis-full text-soft">
            {t('activity.from', { device: device ?? t('devices.unknownDevice'), address })}
          </span>
        </li>
      ))}
    </ol>
  )
}
