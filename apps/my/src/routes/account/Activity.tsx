// The screen for what has happened to a member's log-ins.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl/react'
import { EventList } from '../../features/auth/EventList.tsx'
import { eventsQuery } from '../../features/auth/queries.ts'
import { Answer } from '../../ui/Answer.tsx'
import { More } from '../../ui/More.tsx'
import { Screen } from '../../ui/Screen.tsx'
import { Section } from '../../ui/Section.tsx'

export function Activity(): React.JSX.Element {
  const t = useTranslations('account.activity')
  const events = useInfiniteQuery(eventsQuery)
  return (
    <Screen title={t('title')}>
      <Section title={t('listTitle')} text={t('text')}>
        <Answer query={events} lines={6}>
          {({ pages }) => (
            <>
              <EventList events={pages.flatMap(({ items }) => items)} />
              <More list={events} />
            </>
          )}
        </Answer>
      </Section>
    </Screen>
  )
}
