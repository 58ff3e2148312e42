// The screen for people who have just left.
import { Link } from '@tanstack/react-router'
import { Screen } from '../ui/Screen.tsx'

export function Goodbye(): React.JSX.Element {
  return (
    <Screen title="Your account is being deleted">
      <p>
        Nobody can see it any more. The mail that is on its way to you says until when you can take
        it back; then all of it is erased for good.
      </p>
      <p>
        <Link to="/restore">Take it back</Link>
      </p>
    </Screen>
  )
}
