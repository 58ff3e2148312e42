// The screen for what a member logs in with.
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl/react'
import { ChangeEmailForm } from '../../features/auth/ChangeEmailForm.tsx'
import { ChangePasswordForm } from '../../features/auth/ChangePasswordForm.tsx'
import { meQuery } from '../../features/users/queries.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Screen } from '../../ui/Screen.tsx'
import { Section } from '../../ui/Section.tsx'

export function Security(): React.JSX.Element {
  const t = useTranslations('account.security')
  const me = useQuery(meQuery)
  return (
    <Screen title={t('title')}>
      <Section title={t('emailTitle')}>
        <Answer query={me} lines={1}>
          {({ email }) => (
            <p>
              {t.rich('emailNow', {
                email,
                strong: (words) => <strong className="break-words">{words}</strong>,
              })}
            </p>
          )}
        </Answer>
        <ChangeEmailForm />
      </Section>
      <Section title={t('passwordTitle')}>
        <ChangePasswordForm />
      </Section>
    </Screen>
  )
}
