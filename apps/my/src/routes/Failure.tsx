// The screen for a fault of the app itself, and for a part of it that did not come.
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl/react'
import { isUnloaded } from '../unloaded.ts'
import { Button } from '../ui/Button.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Failure({ error }: ErrorComponentProps): React.JSX.Element {
  const t = useTranslations('failure')
  const isPartMissing = isUnloaded(error)
  useEffect(() => {
    if (!isPartMissing) return undefined
    const reload = (): void => location.reload()
    addEventListener('online', reload)
    return () => removeEventListener('online', reload)
  }, [isPartMissing])
  return (
    <div className="mx-auto w-full max-w-form px-5 py-16 in-[main]:px-0">
      <Screen title={isPartMissing ? t('unloaded') : t('title')}>
        <p>{isPartMissing ? t('unloadedText') : t('text')}</p>
        <Button onClick={() => location.reload()}>{t('reload')}</Button>
      </Screen>
    </div>
  )
}
