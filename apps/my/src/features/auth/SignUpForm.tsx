// Creating an account.
import * as contract from '@delete/schemas/auth'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { startSession } from '../../session.ts'
import { exclusively } from '../../tabs.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'

interface SignUpFormProps {
  /** Called when the account begins with a mail to this address. */
  onSent: (email: string) => void
}

export function SignUpForm({ onSent }: SignUpFormProps): React.JSX.Element {
  const signUp = useMutation(
    trpc.auth.signup.mutationOptions({
      onSuccess: ({ tokens }, { email }) => {
        if (tokens) startSession(tokens)
        else onSent(email)
      },
    }),
  )
  const { field, submit, ...state } = useContractForm({
    schema: contract.signup.input,
    defaultValues: { name: '', email: '', password: '' },
    send: (input) => exclusively(() => signUp.mutateAsync(input)),
    fieldOf: { 'auth.email_taken': 'email' },
  })
  return (
    <Form onSubmit={submit} action="Create account" busy="Creating your account…" {...state}>
      <Field
        label="Name"
        hint="What other people will see."
        autoComplete="given-name"
        {...field('name')}
      />
      <Field label="E-mail address" type="email" autoComplete="username" {...field('email')} />
      <NewPasswordField label="Password" {...field('password')} />
    </Form>
  )
}
