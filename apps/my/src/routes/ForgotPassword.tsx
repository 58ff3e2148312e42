// The screen for people who do not know their password.
import { useTranslations } from 'use-intl/react'
import { client } from '../api.ts'
import { MailForm } from '../features/auth/MailForm.tsx'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

export function ForgotPassword(): React.JSX.Element {
  const t = useTranslations('forgotPassword')
  return (
    <Screen title={t('title')}>
      <p>{t('why')}</p>
      <MailForm
        action={t('action')}
        send={(input) => client.auth.forgotPassword.mutate(input)}
        done={t('done')}
      />
      <p>
        <TextLink to="/login">{t('back')}</TextLink>
      </p>
    </Screen>
  )
}
