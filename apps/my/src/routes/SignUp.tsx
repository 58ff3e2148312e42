// The screen for people who have no account yet.
import { Link } from '@tanstack/react-router'
import { SignUpForm } from '../features/auth/SignUpForm.tsx'
import { Screen } from '../ui/Screen.tsx'

export function SignUp(): React.JSX.Element {
  return (
    <Screen title="Create your account">
      <SignUpForm />
      <p>
        Been here before? <Link to="/login">Log in</Link>
      </p>
    </Screen>
  )
}
