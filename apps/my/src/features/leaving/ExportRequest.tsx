// Asking for all that is held of you.
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { Done } from '../../ui/Notice.tsx'
import { TextLink } from '../../ui/TextLink.tsx'
import { PasswordForm } from '../auth/PasswordForm.tsx'

export function ExportRequest(): React.JSX.Element {
  const t = useTranslations('account.data')
  const [isAsked, setAsked] = useState(false)
  if (isAsked) {
    return (
      <Done>
        {t.rich('requested', { link: (words) => <TextLink to="/export">{words}</TextLink> })}
      </Done>
    )
  }
  return (
    <PasswordForm
      action={t('request')}
      busy={t('requesting')}
      send={async () => {
        await client.leaving.requestExport.mutate()
        setAsked(true)
      }}
    />
  )
}
