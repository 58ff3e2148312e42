// One screen: its title, for the tab, the eye and the screen reader, and what is on it.
import { type PropsWithChildren, useEffect, useId, useRef } from 'react'
import { noticeLook } from './Notice.tsx'

interface ScreenProps extends PropsWithChildren {
  title: string
  size?: 'screen' | 'display'
  /** Why somebody has come here; it is read with the title. */
  notice?: string | undefined
}

export function Screen({
  title,
  size = 'screen',
  notice,
  children,
}: ScreenProps): React.JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  const noticeId = useId()
  // A new screen is read from its beginning, as a new page would be.
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="grid grid-cols-1 gap-6">
      <title>{`${title} · Delete`}</title>
      <h1
        ref={heading}
        tabIndex={-1}
        aria-describedby={notice && noticeId}
        className={`font-display ${size === 'display' ? 'text-2xl' : 'text-xl'}`}
      >
        {title}
      </h1>
      {notice && (
        <p id={noticeId} className={noticeLook}>
          {notice}
        </p>
      )}
      {children}
    </div>
  )
}
