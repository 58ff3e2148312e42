// All that is held of you, as a file.
import type { Export } from '@delete/schemas/leaving'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { queryClient, trpc } from '../../api.ts'
import { dayOf } from '../../messages.ts'
import { Done } from '../../ui/Done.tsx'
import { PasswordForm } from '../auth/PasswordForm.tsx'

/** Read when the password was given, and forgotten when the screen is left or somebody else logs in. */
const reading = trpc.leaving.readExport.queryOptions(undefined, {
  enabled: false,
  gcTime: 0,
  staleTime: 0,
  retry: false,
})

export function ExportFile(): React.JSX.Element {
  const { data: found } = useQuery(reading)
  return (
    <>
      {found && <Found key={found.state} {...found} />}
      {found?.state !== 'ready' && (
        <PasswordForm
          action="Show my data"
          busy="Looking…"
          send={() => queryClient.fetchQuery(reading)}
        />
      )}
    </>
  )
}

function Found({ state, file, expiresAt }: Export): React.JSX.Element {
  const url = useFileUrl(file)
  if (state === 'none') return <Done>There is nothing. Ask for your data first.</Done>
  if (state === 'making') return <Done>It is being made. Try again in a minute.</Done>
  return (
    <>
      <Done>Your data is here{expiresAt && `, until ${dayOf(expiresAt)}`}.</Done>
      <a href={url} download="delete-export.json">
        Download the file
      </a>
    </>
  )
}

/** Where the browser has it, for as long as it is on the screen. */
function useFileUrl(file: Export['file']): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const text = JSON.stringify(file, null, 2)
    const made = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}
