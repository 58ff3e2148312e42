// A form for what needs nothing but the password once more.
import * as contract from '@delete/schemas/auth'
import { useContractForm } from '../../form.ts'
import { Form } from '../../ui/Form.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { withPassword, wrongPassword } from './withPassword.ts'

interface PasswordFormProps {
  action: string
  busy: string
  send: () => Promise<unknown>
}

export function PasswordForm({ action, busy, send }: PasswordFormProps): React.JSX.Element {
  const { field, submit, ...state } = useContractForm({
    schema: contract.reauthenticate.input,
    defaultValues: { password: '' },
    send: ({ password }) => withPassword(password, send),
    ...wrongPassword,
  })
  return (
    <Form onSubmit={submit} action={action} busy={busy} {...state}>
      <OwnPasswordField {...field('password')} />
    </Form>
  )
}
