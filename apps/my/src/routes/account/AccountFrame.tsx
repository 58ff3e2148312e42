// What stands around the parts of an account: the way from each of them to the others.
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'

const PARTS = [
  { to: '/account/profile', name: 'profile.title' },
  { to: '/account/security', name: 'security.title' },
  { to: '/account/devices', name: 'devices.title' },
  { to: '/account/activity', name: 'activity.title' },
  { to: '/account/data', name: 'data.tab' },
] as const

export function AccountFrame(): React.JSX.Element {
  const t = useTranslations('account')
  return (
    <div className="grid gap-8">
      <nav
        aria-label={t('sections')}
        className="flex flex-wrap justify-between gap-x-3 border-b border-edge md:justify-start md:gap-x-6"
      >
        {PARTS.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            className="-mb-px grid min-h-11 place-items-center border-b-2 border-transparent text-sm font-semibold text-soft no-underline hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
          >
            {t(name)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  )
}
