// Taking an account back that is being deleted.
import { client } from '../../api.ts'
import { beginSession } from '../../session.ts'
import { CredentialsForm } from '../auth/CredentialsForm.tsx'

export function RestoreForm(): React.JSX.Element {
  return (
    <CredentialsForm
      action="Take my account back"
      busy="Taking it back…"
      send={(input) => beginSession(() => client.leaving.restoreAccount.mutate(input))}
    />
  )
}
