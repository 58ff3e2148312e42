// The screen for people who have an account.
import { getRouteApi, useLocation } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { LogInForm } from '../features/auth/LogInForm.tsx'
import { readFarewell } from '../session.ts'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

const route = getRouteApi('/strangers/login')

export function LogIn(): React.JSX.Element {
  const t = useTranslations()
  const search = route.useSearch()
  const farewell = readFarewell()
  const isPasswordReset = useLocation({ select: ({ state }) => state.isPasswordReset })
  const ending = farewell === 'left' ? undefined : farewell
  const reason = isPasswordReset ? 'passwordReset' : (ending ?? (search.from && 'needed'))
  return (
    <Screen title={t('logIn.title')} notice={reason && t(`logIn.why.${reason}`)}>
      <LogInForm />
      <p>
        <TextLink to="/forgot-password">{t('common.forgot')}</TextLink>
      </p>
      <p>
        {t.rich('logIn.new', {
          link: (words) => (
            <TextLink to="/signup" search={search}>
              {words}
            </TextLink>
          ),
        })}
      </p>
    </Screen>
  )
}
