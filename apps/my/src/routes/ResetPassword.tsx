// The screen where a forgotten password is replaced.
import { useTranslations } from 'use-intl/react'
import { ResetPasswordForm } from '../features/auth/ResetPasswordForm.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function ResetPassword(): React.JSX.Element {
  const t = useTranslations('resetPassword')
  return (
    <LinkScreen title={t('title')}>
      {(token) => (
        <>
          <ResetPasswordForm token={token} />
          <p>
            {t.rich('tooOld', {
              link: (words) => <TextLink to="/forgot-password">{words}</TextLink>,
            })}
          </p>
        </>
      )}
    </LinkScreen>
  )
}
