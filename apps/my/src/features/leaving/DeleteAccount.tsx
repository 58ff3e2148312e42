// Leaving for good, or until one changes one's mind.
import { useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { endSession } from '../../session.ts'
import { DialogButton } from '../../ui/DialogButton.tsx'
import { PasswordForm } from '../auth/PasswordForm.tsx'

export function DeleteAccount(): React.JSX.Element {
  const t = useTranslations('account.data')
  const navigate = useNavigate()
  return (
    <DialogButton
      action={t('delete')}
      look="danger"
      title={t('deleteTitle')}
      text={t('deleteConfirm')}
    >
      {() => (
        <PasswordForm
          action={t('delete')}
          busy={t('deleting')}
          look="danger"
          send={async () => {
            await client.leaving.deleteAccount.mutate()
            // First, for the end of the session would lead from here to the log-in.
            await navigate({ to: '/goodbye', replace: true })
            endSession(true)
          }}
        />
      )}
    </DialogButton>
  )
}
