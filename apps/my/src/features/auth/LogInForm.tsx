// Logging in.
import * as contract from '@delete/schemas/auth'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { exclusively, startSession } from '../../session.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'

export function LogInForm(): React.JSX.Element {
  const logIn = useMutation(trpc.auth.login.mutationOptions({ onSuccess: startSession }))
  const { field, submit, ...state } = useContractForm({
    schema: contract.login.input,
    defaultValues: { email: '', password: '' },
    send: (input) => exclusively(() => logIn.mutateAsync(input)),
  })
  return (
    <Form onSubmit={submit} action="Log in" busy="Logging in…" {...state}>
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
