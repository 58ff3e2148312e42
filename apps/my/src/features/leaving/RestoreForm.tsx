// Taking an account back that is being deleted.
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { beginSession } from '../../session.ts'
import { CredentialsForm } from '../auth/CredentialsForm.tsx'

export function RestoreForm(): React.JSX.Element {
  const t = useTranslations('restore')
  return (
    <CredentialsForm
      action={t('action')}
      busy={t('busy')}
      send={(input) => beginSession(() => client.leaving.restoreAccount.mutate(input))}
    />
  )
}
