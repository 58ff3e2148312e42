// What stands around the screens of members: the way to each of them, at the side of a desk's screen and below a phone's.
import type { Locale } from '@delete/schemas/users'
import { Link, Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl/react'
import { LogOutButton } from '../features/auth/LogOutButton.tsx'
import { useMemberLanguage } from '../features/users/memberLanguage.ts'
import { prepare, useLanguage } from '../languages.ts'
import { Icon } from '../ui/Icon.tsx'
import { Wordmark } from '../ui/Mark.tsx'

const PLACES = [
  { to: '/', icon: 'home', name: 'home' },
  { to: '/account', icon: 'account', name: 'account' },
] as const

/** What a member may need when there is no network any more: bad news, and where a log-out leads. */
const AHEAD = [
  () => import('../ui/Toaster.tsx'),
  () => import('./LogIn.tsx'),
  (locale: Locale) => prepare('strangers', locale),
]
/** By then the first screen has what it needs. */
const AHEAD_MS = 3_000

function useAhead(): void {
  const { locale } = useLanguage()
  useEffect(() => {
    const timer = setTimeout(() => {
      // What does not come now is asked for again when it is needed.
      for (const load of AHEAD) load(locale).catch(() => undefined)
    }, AHEAD_MS)
    return () => clearTimeout(timer)
  }, [locale])
}

export function MemberFrame(): React.JSX.Element {
  const t = useTranslations('frame')
  useMemberLanguage()
  useAhead()
  return (
    <div className="flex-1 md:grid md:grid-cols-[15rem_minmax(0,1fr)]">
      <header className="flex items-center justify-between px-5 pt-5 md:sticky md:top-0 md:max-h-dvh md:flex-col md:items-stretch md:border-r md:border-edge md:p-6">
        <Link to="/" className="rounded-field text-ink no-underline">
          <Wordmark />
        </Link>
        <nav
          aria-label={t('main')}
          className="fixed inset-x-0 bottom-0 z-10 grid grid-cols-2 border-t border-edge bg-surface pb-[env(safe-area-inset-bottom)] md:static md:mt-10 md:mb-auto md:grid-cols-1 md:gap-1 md:border-0 md:bg-transparent"
        >
          {PLACES.map(({ to, icon, name }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/' }}
              className="flex min-h-16 flex-col items-center justify-center gap-0.5 border-t-2 border-transparent text-xs font-semibold text-soft no-underline hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent md:min-h-12 md:border-t-0 md:flex-row md:justify-start md:gap-3 md:rounded-field md:px-4 md:text-base md:hover:bg-raised md:aria-[current=page]:bg-raised"
            >
              <Icon name={icon} />
              {t(name)}
            </Link>
          ))}
        </nav>
        <LogOutButton />
      </header>
      <main className="mx-auto w-full max-w-page px-5 pt-6 pb-28 md:px-10 md:py-12">
        <Outlet />
      </main>
    </div>
  )
}
