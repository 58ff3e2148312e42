// The screen for people who have no account yet.
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { SignUpForm } from '../features/auth/SignUpForm.tsx'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

const route = getRouteApi('/strangers/signup')

export function SignUp(): React.JSX.Element {
  const t = useTranslations('signUp')
  const search = route.useSearch()
  const navigate = useNavigate()
  return (
    <Screen title={t('title')}>
      <SignUpForm onSent={(email) => void navigate({ to: '/check-mail', state: { email } })} />
      <p>
        {t.rich('known', {
          link: (words) => (
            <TextLink to="/login" search={search}>
              {words}
            </TextLink>
          ),
        })}
      </p>
    </Screen>
  )
}
