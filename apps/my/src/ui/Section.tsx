// A part of a screen that has a title of its own.
import { type PropsWithChildren, useId } from 'react'

interface SectionProps extends PropsWithChildren {
  title: string
}

export function Section({ title, children }: SectionProps): React.JSX.Element {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}
