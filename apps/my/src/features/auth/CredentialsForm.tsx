// Saying who you are: an address and its password.
import * as contract from '@delete/schemas/auth'
import { useContractForm } from '../../form.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'

interface CredentialsFormProps {
  action: string
  busy: string
  send: (input: contract.LoginInput) => Promise<unknown>
}

export function CredentialsForm({ action, busy, send }: CredentialsFormProps): React.JSX.Element {
  const { field, submit, ...state } = useContractForm({
    schema: contract.login.input,
    defaultValues: { email: '', password: '' },
    send,
  })
  return (
    <Form onSubmit={submit} action={action} busy={busy} {...state}>
      <Field label="E-mail address" type="email" autoComplete="username" {...field('email')} />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        {...field('password')}
      />
    </Form>
  )
}
