// The screen where each of the two inboxes says yes to a change of address.
import { Link } from '@tanstack/react-router'
import { client, queryClient } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function ConfirmEmail(): React.JSX.Element {
  return (
    <LinkScreen title="Confirm the change of address">
      {(token) => (
        <>
          <p>
            The address of your account changes once the old one and the new one have confirmed.
          </p>
          <LinkButton
            action="Yes, change it"
            busy="Confirming…"
            send={async () => {
              await client.auth.confirmEmail.mutate({ token })
              void queryClient.invalidateQueries()
            }}
            done="This address has confirmed. Once the other one has too, log in with the new one."
          >
            <p>
              <Link to="/">Change your address again</Link>
            </p>
          </LinkButton>
        </>
      )}
    </LinkScreen>
  )
}
