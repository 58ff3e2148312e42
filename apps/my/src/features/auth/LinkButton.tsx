// What a mailed link is for, done at the press of a button: mail scanners open links too, and run what is on the page.
import { isApiError } from '@delete/shared/client'
import { type PropsWithChildren, type ReactNode, useState } from 'react'
import { Done } from '../../ui/Notice.tsx'
import { OneButton } from '../../ui/OneButton.tsx'

interface LinkButtonProps extends PropsWithChildren {
  action: string
  busy: string
  send: () => Promise<unknown>
  done: string
  /** Where to go from there. */
  next?: ReactNode
}

/** Its children show what can be done when the link is not valid any more. */
export function LinkButton({
  action,
  busy,
  send,
  done,
  next,
  children,
}: LinkButtonProps): React.JSX.Element {
  const [state, setState] = useState<'done' | 'invalid'>()
  if (state === 'done') {
    return (
      <>
        <Done>{done}</Done>
        {next}
      </>
    )
  }
  return (
    <>
      <OneButton
        action={action}
        busy={busy}
        send={async () => {
          await send()
          setState('done')
        }}
        onRefused={(error) => {
          if (isApiError(error) && error.data.code === 'auth.invalid_link') setState('invalid')
        }}
      />
      {state === 'invalid' && children}
    </>
  )
}
