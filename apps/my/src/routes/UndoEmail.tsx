// The screen where the old address takes its account back.
import { useTranslations } from 'use-intl/react'
import { client } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { TextLink } from '../ui/TextLink.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function UndoEmail(): React.JSX.Element {
  const t = useTranslations('undoEmail')
  return (
    <LinkScreen title={t('title')} why={t('why')}>
      {(token) => (
        <LinkButton
          action={t('action')}
          busy={t('busy')}
          send={() => client.auth.undoEmailChange.mutate({ token })}
          done={t('done')}
        >
          <p>
            <TextLink to="/forgot-password">{t('newPassword')}</TextLink>
          </p>
        </LinkButton>
      )}
    </LinkScreen>
  )
}
