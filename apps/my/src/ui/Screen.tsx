// One screen: its title, for the tab, the eye and the screen reader, and what is on it.
import { type PropsWithChildren, useEffect, useRef } from 'react'

interface ScreenProps extends PropsWithChildren {
  title: string
}

export function Screen({ title, children }: ScreenProps): React.JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  // A new screen is read from its beginning, as a new page would be.
  useEffect(() => heading.current?.focus(), [])
  return (
    <main>
      <title>{`${title} · Delete`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  )
}
