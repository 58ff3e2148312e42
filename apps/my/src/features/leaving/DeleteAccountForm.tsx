// Leaving for good, or until one changes one's mind.
import { useNavigate } from '@tanstack/react-router'
import { client } from '../../api.ts'
import { endSession } from '../../session.ts'
import { PasswordForm } from '../auth/PasswordForm.tsx'

export function DeleteAccountForm(): React.JSX.Element {
  const navigate = useNavigate()
  return (
    <PasswordForm
      action="Delete my account"
      busy="Deleting your account…"
      send={async () => {
        await client.leaving.deleteAccount.mutate()
        // First, for the end of the session would lead from here to the log-in.
        await navigate({ to: '/goodbye', replace: true })
        endSession(true)
      }}
    />
  )
}
