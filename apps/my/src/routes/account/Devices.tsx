// The screen for where a member is logged in.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl/react'
import { LogOutOthers } from '../../features/auth/LogOutOthers.tsx'
import { SessionList } from '../../features/auth/SessionList.tsx'
import { sessionsQuery } from '../../features/auth/queries.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { More } from '../../ui/More.tsx'
import { Screen } from '../../ui/Screen.tsx'
import { Section } from '../../ui/Section.tsx'

export function Devices(): React.JSX.Element {
  const t = useTranslations('account.devices')
  const sessions = useInfiniteQuery(sessionsQuery)
  return (
    <Screen title={t('title')}>
      <Section title={t('listTitle')} text={t('text')}>
        <Answer query={sessions} lines={3}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items)
            return (
              <>
                <SessionList sessions={items} />
                <More list={sessions} />
                {items.length > 1 ? <LogOutOthers /> : <Empty icon="check" text={t('alone')} />}
              </>
            )
          }}
        </Answer>
      </Section>
    </Screen>
  )
}
