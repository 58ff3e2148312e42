// The languages of the app, for whoever has no account to keep one in.
import { useTranslations } from 'use-intl/react'
import { useExplain } from '../explain.ts'
import { chooseLanguage, languageOptions, useWantedLocale } from '../languages.ts'
import { tellBad } from '../toasts.ts'
import { Choice } from './Choice.tsx'

export function LanguageSwitch(): React.JSX.Element {
  const t = useTranslations('common')
  const explain = useExplain()
  return (
    <Choice
      label={t('language')}
      value={useWantedLocale()}
      options={languageOptions}
      onChange={(next) => {
        chooseLanguage(next).catch((error: unknown) => tellBad(explain.error(error)))
      }}
    />
  )
}
