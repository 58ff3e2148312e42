// A part of a screen that has a title of its own.
import { type PropsWithChildren, useId } from 'react'

interface SectionProps extends PropsWithChildren {
  title: string
  text?: React.ReactNode
}

export function Section({ title, text, children }: SectionProps): React.JSX.Element {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 gap-5 rounded-card border border-edge bg-surface p-5 md:p-7"
    >
      <div className="grid gap-1.5">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {text !== undefined && <p className="text-sm text-soft">{text}</p>}
      </div>
      {children}
    </section>
  )
}
