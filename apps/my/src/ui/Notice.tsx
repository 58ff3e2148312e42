// What is said beside what somebody does: that it has worked, or what is wrong.
import { type PropsWithChildren, type ReactNode, useEffect, useRef } from 'react'

export const noticeLook = 'rounded-field bg-raised px-4 py-3 text-sm'

/** News that come without being waited for; they are read out when they come, so their place is there before. */
export function Notice({ children }: PropsWithChildren): React.JSX.Element {
  return (
    <div role="status" className="empty:absolute">
      {children && <p className={noticeLook}>{children}</p>}
    </div>
  )
}

/** What has been done, in the place of the form that did it. */
export function Done({ children }: PropsWithChildren): React.JSX.Element {
  const sentence = useRef<HTMLParagraphElement>(null)
  // The button that had the focus is gone.
  useEffect(() => sentence.current?.focus(), [])
  return (
    <p className={noticeLook} role="status" tabIndex={-1} ref={sentence}>
      {children}
    </p>
  )
}

/** What is wrong; it is read out when it comes, so it is there before. */
export function Problem({ children }: { children: ReactNode }): React.JSX.Element {
  return (
    <div role="alert" className="empty:absolute">
      {children !== undefined && (
        <p className="rounded-field bg-danger-soft px-4 py-3 text-sm font-medium text-danger">
          {children}
        </p>
      )}
    </div>
  )
}
