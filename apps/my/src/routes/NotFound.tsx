// The screen for addresses that lead nowhere.
import { useTranslations } from 'use-intl/react'
import { ButtonLink } from '../ui/Button.tsx'
import { Mark } from '../ui/Mark.tsx'
import { Screen } from '../ui/Screen.tsx'

export function NotFound(): React.JSX.Element {
  const t = useTranslations('notFound')
  return (
    <main className="mx-auto grid w-full flex-1 max-w-form content-center gap-8 px-5 py-16">
      <Mark className="h-12 w-16" />
      <Screen title={t('title')}>
        <p>{t('text')}</p>
        <ButtonLink to="/" className="justify-self-start">
          {t('back')}
        </ButtonLink>
      </Screen>
    </main>
  )
}
