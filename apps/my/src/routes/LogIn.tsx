// The screen for people who have an account.
import { Link } from '@tanstack/react-router'
import { LogInForm } from '../features/auth/LogInForm.tsx'
import { type Farewell, readFarewell } from '../session.ts'
import { Screen } from '../ui/Screen.tsx'

const NOTICES: Record<Farewell, string> = {
  ended: 'Your session has ended. Please log in again.',
  unheard:
    'You are logged out in this browser, but Delete could not be reached to end your session. If other people use this browser, log in and out once more when you are online.',
}

export function LogIn(): React.JSX.Element {
  const farewell = readFarewell()
  return (
    <Screen title="Log in">
      {farewell && (
        <p className="notice" role="status">
          {NOTICES[farewell]}
        </p>
      )}
      <LogInForm />
      <p>
        New here? <Link to="/signup">Create an account</Link>
      </p>
    </Screen>
  )
}
