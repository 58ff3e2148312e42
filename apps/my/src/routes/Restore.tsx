// The screen for people who have left, and come back.
import { useTranslations } from 'use-intl/react'
import { RestoreForm } from '../features/leaving/RestoreForm.tsx'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

export function Restore(): React.JSX.Element {
  const t = useTranslations()
  return (
    <Screen title={t('restore.title')}>
      <p>{t('restore.why')}</p>
      <RestoreForm />
      <p>
        <TextLink to="/forgot-password">{t('common.forgot')}</TextLink>
      </p>
    </Screen>
  )
}
