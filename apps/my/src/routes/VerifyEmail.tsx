// The screen that begins the account of a sign-up.
import { Link, useNavigate } from '@tanstack/react-router'
import { client } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { MailForm } from '../features/auth/MailForm.tsx'
import { beginSession } from '../session.ts'
import { LinkScreen } from './LinkScreen.tsx'

export function VerifyEmail(): React.JSX.Element {
  const navigate = useNavigate()
  return (
    <LinkScreen title="Confirm your address">
      {(token) => (
        <>
          <p>Your account begins when you confirm that this address is yours.</p>
          <LinkButton
            action="Confirm my address"
            busy="Confirming…"
            send={async () => {
              await beginSession(() => client.auth.verifyEmail.mutate({ token }))
              await navigate({ to: '/', replace: true })
            }}
            done="Your address is confirmed."
          >
            <MailForm
              action="Send a new link"
              send={(input) => client.auth.resendVerification.mutate(input)}
              done="If a sign-up of this address waits to be confirmed, a mail is on its way."
            />
            <p>
              Confirmed it before? <Link to="/login">Log in</Link>
            </p>
          </LinkButton>
        </>
      )}
    </LinkScreen>
  )
}
