// The button below a list that goes on.
import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'use-intl/react'
import { Button } from './Button.tsx'

interface MoreProps {
  list: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>
}

export function More({
  list: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: MoreProps): React.JSX.Element | undefined {
  const t = useTranslations('common')
  if (!hasNextPage) return undefined
  return (
    <Button
      look="quiet"
      busy={isFetchingNextPage && t('loading')}
      onClick={() => void fetchNextPage()}
    >
      {t('more')}
    </Button>
  )
}
