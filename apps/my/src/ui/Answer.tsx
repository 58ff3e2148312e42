// What the api was asked for: its outline while it is on its way, the answer, or why there is none.
import { useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { useExplain } from '../explain.ts'
import { Button } from './Button.tsx'
import { Problem } from './Notice.tsx'
import { Skeleton } from './Skeleton.tsx'

interface AnswerProps<Data> {
  query: Pick<UseQueryResult<Data>, 'data' | 'error'>
  /** How many lines its outline has. */
  lines: number
  children: (data: Data) => ReactNode
}

export function Answer<Data>({
  query: { data, error },
  lines,
  children,
}: AnswerProps<Data>): ReactNode {
  const t = useTranslations('common')
  const explain = useExplain()
  const client = useQueryClient()
  // Whatever has failed beside it, too.
  const askAgain = (): void => {
    // The button is about to go.
    document.querySelector('h1')?.focus()
    void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
  }
  if (data !== undefined) return children(data)
  if (!error) return <Skeleton lines={lines} />
  return (
    <div className="grid gap-4">
      <Problem>{explain.error(error)}</Problem>
      <Button look="quiet" className="md:justify-self-start" onClick={askAgain}>
        {t('tryAgain')}
      </Button>
    </div>
  )
}
