// The screen that begins the account of a sign-up.
import { useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { client } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { MailForm } from '../features/auth/MailForm.tsx'
import { beginSession } from '../session.ts'
import { TextLink } from '../ui/TextLink.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function VerifyEmail(): React.JSX.Element {
  const t = useTranslations('verifyEmail')
  const navigate = useNavigate()
  return (
    <LinkScreen title={t('title')} why={t('why')}>
      {(token) => (
        <LinkButton
          action={t('action')}
          busy={t('busy')}
          send={async () => {
            await beginSession(() => client.auth.verifyEmail.mutate({ token }))
            await navigate({ to: '/', replace: true })
          }}
          done={t('done')}
        >
          <MailForm
            action={t('newLink')}
            send={(input) => client.auth.resendVerification.mutate(input)}
            done={t('sent')}
          />
          <p>{t.rich('known', { link: (words) => <TextLink to="/login">{words}</TextLink> })}</p>
        </LinkButton>
      )}
    </LinkScreen>
  )
}
