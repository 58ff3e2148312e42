// Logging out: at the api, so that the cookie is worth nothing, and here whatever it answers.
import { isApiError } from '@delete/shared/client'
import { useMutation } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { endSession } from '../../session.ts'

/** Whoever leaves does not wait longer for an answer. */
const PATIENCE_MS = 3_000

export function LogOutButton(): React.JSX.Element {
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      client.auth.logout.mutate(undefined, { signal: AbortSignal.timeout(PATIENCE_MS) }),
    onSuccess: () => endSession(true),
    // Who is refused was logged out before.
    onError: (error) => endSession(isApiError(error) && error.data.httpStatus === 401),
  })
  return (
    <button
      type="button"
      className="quiet"
      aria-disabled={isPending}
      onClick={() => {
        if (!isPending) mutate()
      }}
    >
      {isPending ? 'Logging out…' : 'Log out'}
    </button>
  )
}
