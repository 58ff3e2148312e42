// The first screen of a member.
import { useQuery } from '@tanstack/react-query'
import { useFormatter, useTranslations } from 'use-intl/react'
import { EventList } from '../features/auth/EventList.tsx'
import { glanceQuery } from '../features/auth/queries.ts'
import { meQuery } from '../features/users/queries.ts'
import { Answer } from '../ui/Answer.tsx'
import { ButtonLink } from '../ui/Button.tsx'
import { Leaving } from '../ui/Mark.tsx'
import { Screen } from '../ui/Screen.tsx'
import { Section } from '../ui/Section.tsx'
import { TextLink } from '../ui/TextLink.tsx'

export function Home(): React.JSX.Element {
  const t = useTranslations('home')
  const format = useFormatter()
  const { data: user } = useQuery(meQuery)
  const glance = useQuery(glanceQuery)
  return (
    <Screen title={user ? t('title', { name: user.name }) : t('titleUnknown')} size="display">
      <div className="grid overflow-hidden rounded-card bg-panel text-on-panel md:grid-cols-[1fr_14rem]">
        <div className="grid content-center gap-3 p-6 md:p-8">
          <h2 className="font-display text-lg">{t('ready')}</h2>
          <p>{t('readyText')}</p>
        </div>
        <Leaving className="-mt-20 -mb-16 w-full md:-my-8 md:w-[130%]" />
      </div>
      <Answer query={glance} lines={6}>
        {({ sessions, events }) => (
          <>
            <Section title={t('glance')}>
              <div>
                <p>
                  {t('sessions', {
                    count: sessions.items.length,
                    more: String(sessions.nextCursor !== null),
                  })}
                </p>
                {user && (
                  <p className="text-sm text-soft">
                    {t('as', { email: user.email })}{' '}
                    {t('since', {
                      date: format.dateTime(new Date(user.createdAt), { dateStyle: 'long' }),
                    })}
                  </p>
                )}
              </div>
              <ButtonLink to="/account" look="quiet" className="md:justify-self-start">
                {t('open')}
              </ButtonLink>
            </Section>
            <Section title={t('lately')}>
              <EventList events={events.items} />
              <p>
                <TextLink to="/account/activity">{t('seeActivity')}</TextLink>
              </p>
            </Section>
          </>
        )}
      </Answer>
    </Screen>
  )
}
