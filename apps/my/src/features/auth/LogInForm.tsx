// Logging in; and taking an account back that is being deleted.
import type { LoginInput } from '@delete/schemas/auth'
import { isApiError } from '@delete/shared/client'
import { useMutation } from '@tanstack/react-query'
import { client, trpc } from '../../api.ts'
import { beginSession, startSession } from '../../session.ts'
import { exclusively } from '../../tabs.ts'
import { OneButton } from '../../ui/OneButton.tsx'
import { CredentialsForm } from './CredentialsForm.tsx'

export function LogInForm(): React.JSX.Element {
  const { mutateAsync, error, variables } = useMutation(
    trpc.auth.login.mutationOptions({ onSuccess: startSession }),
  )
  const isLeaving = isApiError(error) && error.data.code === 'auth.account_leaving'
  return (
    <>
      <CredentialsForm
        action="Log in"
        busy="Logging in…"
        send={(input) => exclusively(() => mutateAsync(input))}
      />
      {isLeaving && variables && <TakeBackButton credentials={variables} />}
    </>
  )
}

/** For whoever was just told that their account is being deleted, and need not say again who they are. */
function TakeBackButton({ credentials }: { credentials: LoginInput }): React.JSX.Element {
  const takingBack = useMutation({
    mutationFn: () => beginSession(() => client.leaving.restoreAccount.mutate(credentials)),
  })
  return <OneButton action="Take my account back" busy="Taking it back…" {...takingBack} />
}
