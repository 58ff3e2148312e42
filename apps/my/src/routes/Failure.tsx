// The screen for a fault of the app itself.
import { Screen } from '../ui/Screen.tsx'

export function Failure(): React.JSX.Element {
  return (
    <Screen title="Something went wrong">
      <p>This is our fault, not yours, and nothing of yours is lost.</p>
      <button type="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </Screen>
  )
}
