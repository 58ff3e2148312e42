// The screen for people who have no account yet.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { SignUpForm } from '../features/auth/SignUpForm.tsx'
import { Screen } from '../ui/Screen.tsx'
import { CheckMail } from './CheckMail.tsx'

export function SignUp(): React.JSX.Element {
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo !== undefined) return <CheckMail email={sentTo} onBack={() => setSentTo(undefined)} />
  return (
    <Screen title="Create your account">
      <SignUpForm onSent={setSentTo} />
      <p>
        Been here before? <Link to="/login">Log in</Link>
      </p>
    </Screen>
  )
}
