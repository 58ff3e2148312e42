// The screen where each of the two inboxes says yes to a change of address.
import { useTranslations } from 'use-intl/react'
import { client, queryClient } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function ConfirmEmail(): React.JSX.Element {
  const t = useTranslations('confirmEmail')
  const words = useTranslations('link')
  return (
    <LinkScreen title={t('title')} why={t('why')}>
      {(token) => (
        <LinkButton
          action={t('action')}
          busy={t('busy')}
          send={async () => {
            await client.auth.confirmEmail.mutate({ token })
            void queryClient.invalidateQueries()
          }}
          done={t('done')}
          next={
            <p>
              <TextLink to="/">{words('home')}</TextLink>
            </p>
          }
        >
          <p>
            <TextLink to="/account/security">{t('again')}</TextLink>
          </p>
        </LinkButton>
      )}
    </LinkScreen>
  )
}
