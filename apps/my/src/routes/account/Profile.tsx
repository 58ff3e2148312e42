// The screen for what others see of a member, and for how the app looks to them.
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl/react'
import { ThemeChoice } from '../../ui/ThemeChoice.tsx'
import { LanguageChoice } from '../../features/users/LanguageChoice.tsx'
import { NameForm } from '../../features/users/NameForm.tsx'
import { meQuery } from '../../features/users/queries.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Screen } from '../../ui/Screen.tsx'
import { Section } from '../../ui/Section.tsx'

export function Profile(): React.JSX.Element {
  const t = useTranslations('account.profile')
  const me = useQuery(meQuery)
  return (
    <Screen title={t('title')}>
      <Section title={t('nameTitle')}>
        <Answer query={me} lines={3}>
          {(user) => <NameForm user={user} />}
        </Answer>
      </Section>
      <Section title={t('languageTitle')} text={t('languageText')}>
        <Answer query={me} lines={1}>
          {(user) => <LanguageChoice user={user} />}
        </Answer>
      </Section>
      <Section title={t('themeTitle')} text={t('themeText')}>
        <ThemeChoice />
      </Section>
    </Screen>
  )
}
