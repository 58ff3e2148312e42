// The first screen that somebody sees.
import { useTranslations } from 'use-intl/react'
import { ButtonLink } from '../ui/Button.tsx'
import { Leaving } from '../ui/Mark.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Welcome(): React.JSX.Element {
  const t = useTranslations()
  return (
    <div className="grid gap-8">
      <div className="-mx-5 overflow-hidden bg-panel md:mx-0 md:rounded-card lg:hidden">
        <Leaving className="-my-24 ml-[-8%] w-[116%] max-w-none md:-my-40" />
      </div>
      <Screen title={t('welcome.title')} size="display">
        <p className="text-lg">{t('welcome.lead')}</p>
        <div className="grid gap-3">
          <ButtonLink to="/signup">{t('welcome.join')}</ButtonLink>
          <ButtonLink to="/login" look="quiet">
            {t('common.logIn')}
          </ButtonLink>
        </div>
        <p className="text-sm text-soft">{t('welcome.privacy')}</p>
      </Screen>
    </div>
  )
}
