// The screen for people who have left, and come back.
import { Link } from '@tanstack/react-router'
import { RestoreForm } from '../features/leaving/RestoreForm.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Restore(): React.JSX.Element {
  return (
    <Screen title="Take your account back">
      <RestoreForm />
      <p>
        <Link to="/forgot-password">I forgot my password</Link>
      </p>
    </Screen>
  )
}
