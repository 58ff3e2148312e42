// Creating an account.
import * as contract from '@delete/schemas/auth'
import { useMutation } from '@tanstack/react-query'
import { trpc } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { exclusively, startSession } from '../../session.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'

const { minLength } = contract.Password.meta() ?? {}

export function SignUpForm(): React.JSX.Element {
  const signUp = useMutation(
    trpc.auth.signup.mutationOptions({
      onSuccess: ({ tokens }) => {
        if (tokens) startSession(tokens)
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
      <Field
        label="Password"
        type="password"
        hint={`At least ${String(minLength)} characters.`}
        autoComplete="new-password"
        {...field('password')}
      />
    </Form>
  )
}
