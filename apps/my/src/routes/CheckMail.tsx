// The screen between a sign-up and the mail that it waits for.
import { useMutation } from '@tanstack/react-query'
import { client } from '../api.ts'
import { OneButton } from '../ui/OneButton.tsx'
import { Screen } from '../ui/Screen.tsx'

interface CheckMailProps {
  email: string
  onBack: () => void
}

export function CheckMail({ email, onBack }: CheckMailProps): React.JSX.Element {
  const sending = useMutation({
    mutationFn: () => client.auth.resendVerification.mutate({ email }),
  })
  return (
    <Screen title="Check your mail">
      <p>
        A mail is on its way to <strong>{email}</strong>. Your account begins with the link in it,
        which is good for one day.
      </p>
      <div role="status">
        {sending.isSuccess && (
          <p className="notice">It is on its way again. Only the newest link works.</p>
        )}
      </div>
      <OneButton action="Send it again" busy="Sending…" {...sending} />
      <button type="button" className="quiet" onClick={onBack}>
        Back to the sign-up
      </button>
    </Screen>
  )
}
