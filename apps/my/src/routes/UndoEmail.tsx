// The screen where the old address takes its account back.
import { Link } from '@tanstack/react-router'
import { client } from '../api.ts'
import { LinkButton } from '../features/auth/LinkButton.tsx'
import { LinkScreen } from './LinkScreen.tsx'

export function UndoEmail(): React.JSX.Element {
  return (
    <LinkScreen title="Undo the change of address">
      {(token) => (
        <>
          <p>
            If it was not you who changed the address, somebody knows your password. This keeps the
            address that you have, ends every log-in and makes the password worth nothing.
          </p>
          <LinkButton
            action="It was not me, undo it"
            busy="Undoing it…"
            send={() => client.auth.undoEmailChange.mutate({ token })}
            done="The account has this address, and nobody is logged in. A mail with a link to a new password is on its way to you."
          >
            <p>
              <Link to="/forgot-password">Choose a new password</Link>
            </p>
          </LinkButton>
        </>
      )}
    </LinkScreen>
  )
}
