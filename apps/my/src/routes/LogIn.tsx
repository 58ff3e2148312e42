// The screen for people who have an account.
import { Link, useLocation } from '@tanstack/react-router'
import { LogInForm } from '../features/auth/LogInForm.tsx'
import { type Farewell, readFarewell } from '../session.ts'
import { Screen } from '../ui/Screen.tsx'

const NOTICES: Record<Farewell, string> = {
  ended: 'Your session has ended. Please log in again.',
  unheard:
    'You are logged out in this browser, but Delete could not be reached to end your session. If other people use this browser, log in and out once more when you are online.',
}

const PASSWORD_RESET = 'Your password was changed. Log in with the new one.'

export function LogIn(): React.JSX.Element {
  const farewell = readFarewell()
  const isPasswordReset = useLocation({ select: ({ state }) => state.isPasswordReset })
  const notice = isPasswordReset ? PASSWORD_RESET : farewell && NOTICES[farewell]
  return (
    <Screen title="Log in">
      {notice && (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      <LogInForm />
      <p>
        <Link to="/forgot-password">I forgot my password</Link>
      </p>
      <p>
        New here? <Link to="/signup">Create an account</Link>
      </p>
    </Screen>
  )
}
