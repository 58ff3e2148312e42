// The screen for people who do not know their password.
import { Link } from '@tanstack/react-router'
import { client } from '../api.ts'
import { MailForm } from '../features/auth/MailForm.tsx'
import { Screen } from '../ui/Screen.tsx'

export function ForgotPassword(): React.JSX.Element {
  return (
    <Screen title="Forgot your password?">
      <MailForm
        action="Send me a link"
        send={(input) => client.auth.forgotPassword.mutate(input)}
        done="If this address has an account, a mail is on its way, with a link to a new password."
      />
      <p>
        <Link to="/login">Back to the log-in</Link>
      </p>
    </Screen>
  )
}
