// The screen where members find all that is held of them.
import { Link } from '@tanstack/react-router'
import { ExportFile } from '../features/leaving/ExportFile.tsx'
import { Screen } from '../ui/Screen.tsx'

export function Export(): React.JSX.Element {
  return (
    <Screen title="Your data">
      <ExportFile />
      <p>
        <Link to="/">Back to your account</Link>
      </p>
    </Screen>
  )
}
