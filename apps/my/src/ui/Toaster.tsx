// Where short news are shown and read out.
import { Toast } from '@base-ui/react/toast'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl/react'
import { news } from '../toasts.ts'
import { Icon } from './Icon.tsx'

export default function Toaster(): React.JSX.Element {
  const t = useTranslations('common')
  return (
    <Toast.Provider>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t('news')}
          className="fixed inset-x-4 bottom-[calc(5.5rem+env(safe-area-inset-bottom))] mx-auto grid max-w-form gap-2 md:right-6 md:bottom-6 md:left-auto md:mx-0 md:w-form"
        >
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts(): React.JSX.Element[] {
  const t = useTranslations('common')
  const { toasts, add } = Toast.useToastManager()
  const waiting = useSyncExternalStore(news.subscribe, news.get)
  useEffect(() => {
    if (!waiting?.length) return
    const all = news.get() ?? []
    news.set([])
    for (const { text, isBad } of all) {
      // What is bad stays until it was read.
      add(
        isBad
          ? { title: text, type: 'bad', priority: 'high', timeout: 0 }
          : { title: text, type: 'good' },
      )
    }
  }, [waiting, add])
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="flex items-center gap-3 rounded-field bg-ink py-1.5 pr-1.5 pl-4 text-ground shadow-raised transition-[transform,opacity] duration-200 data-ending-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Icon name={toast.type === 'bad' ? 'warning' : 'check'} className="size-5" />
      <Toast.Title render={<p />} className="flex-1 text-sm" />
      <Toast.Close
        aria-label={t('close')}
        className="grid size-11 place-items-center rounded-field outline-ground hover:opacity-75"
      >
        <Icon name="close" className="size-5" />
      </Toast.Close>
    </Toast.Root>
  ))
}
