// The screen for people who have just left.
import { useTranslations } from 'use-intl/react'
import { ButtonLink } from '../ui/Button.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Goodbye(): React.JSX.Element {
  const t = useTranslations('goodbye')
  return (
    <Screen title={t('title')}>
      <p>{t('what')}</p>
      <p>{t('wish')}</p>
      <ButtonLink to="/restore" look="quiet">
        {t('restore')}
      </ButtonLink>
    </Screen>
  )
}
