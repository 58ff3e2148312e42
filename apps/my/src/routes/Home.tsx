// The screen for people who are logged in.
import { LogOutButton } from '../features/auth/LogOutButton.tsx'
import { Account } from '../features/users/Account.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Home(): React.JSX.Element {
  return (
    <Screen title="This is you">
      <Account />
      <LogOutButton />
    </Screen>
  )
}
