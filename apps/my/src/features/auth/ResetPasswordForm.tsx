// Choosing a new password, with a link from a mail.
import * as contract from '@delete/schemas/passwords'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Form } from '../../ui/Form.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'

export function ResetPasswordForm({ token }: { token: string }): React.JSX.Element {
  const navigate = useNavigate()
  const { field, submit, ...state } = useContractForm({
    schema: contract.resetPassword.input,
    defaultValues: { token, password: '' },
    send: async (input) => {
      await client.auth.resetPassword.mutate(input)
      await navigate({ to: '/login', replace: true, state: { isPasswordReset: true } })
    },
  })
  return (
    <Form onSubmit={submit} action="Change my password" busy="Changing it…" {...state}>
      <NewPasswordField label="New password" {...field('password')} />
    </Form>
  )
}
