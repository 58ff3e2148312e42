// The screen for addresses that lead nowhere.
import { Link } from '@tanstack/react-router'
import { Screen } from '../ui/Screen.tsx'

export function NotFound(): React.JSX.Element {
  return (
    <Screen title="Nothing is here">
      <p>
        The address may be mistyped. <Link to="/">Go to the beginning</Link>
      </p>
    </Screen>
  )
}
