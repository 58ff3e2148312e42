// Light, dark, or as the system says.
import { useTranslations } from 'use-intl/react'
import { chooseTheme, themes, useTheme } from '../theme.ts'
import { Choice } from './Choice.tsx'

export function ThemeChoice(): React.JSX.Element {
  const t = useTranslations('account.profile')
  return (
    <Choice
      label={t('themeTitle')}
      value={useTheme()}
      options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
      onChange={chooseTheme}
    />
  )
}
