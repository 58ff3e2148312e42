// The screen for people who are logged in.
import { Account } from '../features/users/Account.tsx'
import { endSession } from '../session.ts'
import { Screen } from '../ui/Screen.tsx'

export function Home(): React.JSX.Element {
  return (
    <Screen title="This is you">
      <Account />
      <button type="button" className="quiet" onClick={endSession}>
        Log out
      </button>
    </Screen>
  )
}
