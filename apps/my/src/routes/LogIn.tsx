// The screen for people who have an account.
import { Link } from '@tanstack/react-router'
import { LogInForm } from '../features/auth/LogInForm.tsx'
import { hasSessionEnded } from '../session.ts'
import { Screen } from '../ui/Screen.tsx'

export function LogIn(): React.JSX.Element {
  return (
    <Screen title="Log in">
      {hasSessionEnded() && (
        <p className="notice" role="status">
          Your session has ended. Please log in again.
        </p>
      )}
      <LogInForm />
      <p>
        New here? <Link to="/signup">Create an account</Link>
      </p>
    </Screen>
  )
}
