// What is pressed: a button, or a link that looks like one.
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

type Look = 'primary' | 'quiet' | 'danger'

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  quiet: 'border border-line text-ink hover:bg-raised',
  danger: 'bg-danger text-on-danger hover:opacity-90',
}

function classesOf(look: Look, className = ''): string {
  return `inline-flex min-h-12 items-center justify-center gap-2 rounded-full px-6 py-2.5 text-center leading-tight font-semibold no-underline transition-[background-color,opacity] duration-150 aria-disabled:cursor-progress aria-disabled:opacity-60 ${LOOKS[look]} ${className}`
}

interface ButtonProps extends ComponentProps<'button'> {
  look?: Look
  /** Stands on the button while what it does is on its way; until then it cannot be pressed again. */
  busy?: string | false | undefined
}

export function Button({
  look = 'primary',
  busy = false,
  type = 'button',
  className,
  onClick,
  children,
  ...button
}: ButtonProps): React.JSX.Element {
  return (
    <button
      // oxlint-disable-next-line react/button-has-type -- it is one of the three.
      type={type}
      className={classesOf(look, className)}
      // Not `disabled`, which would take the focus away.
      aria-disabled={busy !== false}
      onClick={busy === false ? onClick : undefined}
      {...button}
    >
      {busy === false ? children : busy}
    </button>
  )
}

interface AnchorProps extends ComponentProps<'a'> {
  look?: Look
}

function ButtonAnchor({ look = 'primary', className, ...anchor }: AnchorProps): React.JSX.Element {
  return <a className={classesOf(look, className)} {...anchor} />
}

/** Leads to another screen. */
export const ButtonLink: LinkComponent<typeof ButtonAnchor> = createLink(ButtonAnchor)
