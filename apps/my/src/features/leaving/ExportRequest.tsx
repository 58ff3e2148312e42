// Asking for all that is held of you.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { client } from '../../api.ts'
import { Done } from '../../ui/Done.tsx'
import { PasswordForm } from '../auth/PasswordForm.tsx'

export function ExportRequest(): React.JSX.Element {
  const [isAsked, setAsked] = useState(false)
  if (isAsked) {
    return (
      <Done>
        Your data is being put into one file. A mail tells you when it is there, and{' '}
        <Link to="/export">this is where</Link>.
      </Done>
    )
  }
  return (
    <PasswordForm
      action="Ask for my data"
      busy="Asking…"
      send={async () => {
        await client.leaving.requestExport.mutate()
        setAsked(true)
      }}
    />
  )
}
