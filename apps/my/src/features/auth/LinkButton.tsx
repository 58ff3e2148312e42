// What a mailed link is for, done at the press of a button: mail scanners open links too, and run what is on the page.
import { isApiError } from '@delete/shared/client'
import { useMutation } from '@tanstack/react-query'
import type { PropsWithChildren } from 'react'
import { Done } from '../../ui/Done.tsx'
import { OneButton } from '../../ui/OneButton.tsx'

interface LinkButtonProps extends PropsWithChildren {
  action: string
  busy: string
  send: () => Promise<unknown>
  done: string
}

/** Its children show what can be done when the link is not valid any more. */
export function LinkButton({
  action,
  busy,
  send,
  done,
  children,
}: LinkButtonProps): React.JSX.Element {
  const sending = useMutation({ mutationFn: send })
  const { error, isSuccess } = sending
  if (isSuccess) return <Done>{done}</Done>
  return (
    <>
      <OneButton action={action} busy={busy} {...sending} />
      {isApiError(error) && error.data.code === 'auth.invalid_link' && children}
    </>
  )
}
