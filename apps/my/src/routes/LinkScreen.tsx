// A screen that a mailed link opens.
import { LINK_TOKEN } from '@delete/schemas/bounds'
import { Fragment, type ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { useLinkToken } from '../features/auth/linkToken.ts'
import { Problem } from '../ui/Notice.tsx'
import { Screen } from '../ui/Screen.tsx'
import { TextLink } from '../ui/TextLink.tsx'

interface LinkScreenProps {
  title: string
  /** What the link is for. */
  why?: string
  children: (token: string) => ReactNode
}

export function LinkScreen({ title, why, children }: LinkScreenProps): React.JSX.Element {
  const t = useTranslations('link')
  const token = useLinkToken()
  return (
    <Screen title={title}>
      {LINK_TOKEN.test(token) ? (
        <Fragment key={token}>
          {why !== undefined && <p>{why}</p>}
          {children(token)}
        </Fragment>
      ) : (
        <>
          <Problem>{t('incomplete')}</Problem>
          <p>
            <TextLink to="/">{t('home')}</TextLink>
          </p>
        </>
      )}
    </Screen>
  )
}
