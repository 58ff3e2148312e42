// The screen where a forgotten password is replaced.
import { Link } from '@tanstack/react-router'
import { ResetPasswordForm } from '../features/auth/ResetPasswordForm.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function ResetPassword(): React.JSX.Element {
  return (
    <LinkScreen title="Choose a new password">
      {(token) => (
        <>
          <ResetPasswordForm token={token} />
          <p>
            Is the link too old? <Link to="/forgot-password">Ask for a new one</Link>
          </p>
        </>
      )}
    </LinkScreen>
  )
}
