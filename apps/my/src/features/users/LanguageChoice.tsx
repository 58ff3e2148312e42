// The language of the app and of mails, for a member.
import type { User } from '@delete/schemas/users'
import { useTranslations } from 'use-intl/react'
import { useExplain } from '../../explain.ts'
import { languageOptions } from '../../languages.ts'
import { tellBad } from '../../toasts.ts'
import { Choice } from '../../ui/Choice.tsx'
import { updateMe } from './updateMe.ts'

export function LanguageChoice({ user: { locale } }: { user: User }): React.JSX.Element {
  const t = useTranslations('common')
  const explain = useExplain()
  return (
    <Choice
      label={t('language')}
      value={locale}
      options={languageOptions}
      onChange={(next) => {
        updateMe({ locale: next }).catch((error: unknown) => tellBad(explain.error(error)))
      }}
    />
  )
}
