// For whoever was just told that their account is being deleted, and need not say again who they are.
import type { LoginInput } from '@delete/schemas/auth'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { beginSession } from '../../session.ts'
import { OneButton } from '../../ui/OneButton.tsx'

export function TakeBackButton({ credentials }: { credentials: LoginInput }): React.JSX.Element {
  const t = useTranslations('restore')
  return (
    <OneButton
      action={t('action')}
      busy={t('busy')}
      look="quiet"
      send={() => beginSession(() => client.leaving.restoreAccount.mutate(credentials))}
    />
  )
}
