// The outline of what is on its way.
import { useTranslations } from 'use-intl/react'

interface SkeletonProps {
  /** How many lines are expected. */
  lines: number
}

export function Skeleton({ lines }: SkeletonProps): React.JSX.Element {
  const t = useTranslations('common')
  return (
    <div className="grid animate-breathe gap-3" role="progressbar" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_line, index) => (
        <div key={index} className="h-11 rounded-field bg-raised last:w-2/3" />
      ))}
    </div>
  )
}
