// A screen that a mailed link opens.
import { LinkToken } from '@delete/schemas/links'
import { Fragment, type ReactNode } from 'react'
import { useLinkToken } from '../features/auth/linkToken.ts'
import { Screen } from '../ui/Screen.tsx'

interface LinkScreenProps {
  title: string
  children: (token: string) => ReactNode
}

export function LinkScreen({ title, children }: LinkScreenProps): React.JSX.Element {
  const token = useLinkToken()
  return (
    <Screen title={title}>
      {LinkToken.safeParse(token).success ? (
        <Fragment key={token}>{children(token)}</Fragment>
      ) : (
        <p>This is not the whole link. Open it from the mail once more.</p>
      )}
    </Screen>
  )
}
