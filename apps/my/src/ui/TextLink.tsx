// A link within a text.
import { createLink, type LinkComponent } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

function Anchor({ className = '', ...anchor }: ComponentProps<'a'>): React.JSX.Element {
  return <a className={`${textLink} ${className}`} {...anchor} />
}

/** How it looks, for links that lead out of the app. */
export const textLink =
  'rounded-sm font-semibold text-accent underline decoration-1 underline-offset-[0.2em] hover:decoration-2'

export const TextLink: LinkComponent<typeof Anchor> = createLink(Anchor)
