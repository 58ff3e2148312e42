// What stands around the screens for people who are not logged in, and around those that mails lead to.
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { LanguageSwitch } from '../ui/LanguageSwitch.tsx'
import { Leaving, Wordmark } from '../ui/Mark.tsx'

export function StrangerFrame(): React.JSX.Element {
  const t = useTranslations('common')
  return (
    <div className="grid flex-1 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <aside className="relative isolate hidden overflow-hidden bg-panel text-on-panel lg:block">
        <Leaving className="absolute top-1/2 -left-1/4 -z-10 w-[130%] max-w-none -translate-y-1/2" />
        <p className="absolute right-10 bottom-10 left-10 font-display text-lg">{t('slogan')}</p>
      </aside>
      <div className="grid grid-rows-[auto_1fr_auto] gap-8 px-5 py-6 md:px-10 md:py-8">
        <header>
          <Link to="/" className="inline-block rounded-field text-ink no-underline">
            <Wordmark />
          </Link>
        </header>
        <main className="w-full max-w-form self-center justify-self-center">
          <Outlet />
        </main>
        <footer className="justify-self-center">
          <LanguageSwitch />
        </footer>
      </div>
    </div>
  )
}
