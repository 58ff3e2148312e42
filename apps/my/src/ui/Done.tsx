// What has been done, in the place of the form that did it.
import { type PropsWithChildren, useEffect, useRef } from 'react'

export function Done({ children }: PropsWithChildren): React.JSX.Element {
  const sentence = useRef<HTMLParagraphElement>(null)
  // The button that had the focus is gone.
  useEffect(() => sentence.current?.focus(), [])
  return (
    <p className="notice" role="status" tabIndex={-1} ref={sentence}>
      {children}
    </p>
  )
}
