// What stands where there is nothing yet, or where something could not be had.
import type { PropsWithChildren } from 'react'
import { Icon, type IconName } from './Icon.tsx'

interface EmptyProps extends PropsWithChildren {
  icon: IconName
  text: string
}

/** Its children are what can be done. */
export function Empty({ icon, text, children }: EmptyProps): React.JSX.Element {
  return (
    <div className="grid justify-items-center gap-4 rounded-field border border-dashed border-line px-5 py-8 text-center">
      <Icon name={icon} className="size-8 text-soft" />
      <p className="max-w-form text-sm text-soft">{text}</p>
      {children}
    </div>
  )
}
