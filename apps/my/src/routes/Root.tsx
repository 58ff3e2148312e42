// What stands around every screen: news, and whether the api can be reached.
import { CatchBoundary, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl/react'
import { useIsConnectionLost } from '../connection.ts'
import { news } from '../toasts.ts'

const Toaster = lazy(() => import('../ui/Toaster.tsx'))

export function Root(): React.JSX.Element {
  return (
    <div className="flex min-h-dvh flex-col">
      <ConnectionBanner />
      <Outlet />
      <News />
    </div>
  )
}

function ConnectionBanner(): React.JSX.Element {
  const t = useTranslations('connection')
  const isLost = useIsConnectionLost()
  return (
    <div role="status" className="sticky top-0 z-10 empty:absolute">
      {isLost && (
        <p className="bg-ink px-4 py-2 text-center text-sm font-medium text-balance text-ground">
          {t('lost')}
        </p>
      )}
    </div>
  )
}

/** News that cannot be shown are no reason to show nothing else. */
function Nothing(): undefined {
  return undefined
}

/** Members have it before there is something to tell; nobody waits for it. */
function News(): React.JSX.Element | undefined {
  const isNeeded = useSyncExternalStore(news.subscribe, news.get) !== undefined
  return isNeeded ? (
    <CatchBoundary getResetKey={() => 'news'} errorComponent={Nothing}>
      <Suspense>
        <Toaster />
      </Suspense>
    </CatchBoundary>
  ) : undefined
}
