// Creating an account.
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
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
  const t = useTranslations()
  const { field, ...form } = useContractForm({
    contract: ({ auth }) => auth.signup.input,
    defaultValues: { name: '', email: '', password: '' },
    send: (input) =>
      exclusively(async () => {
        const { tokens } = await client.auth.signup.mutate(input)
        if (tokens) startSession(tokens)
        else onSent(input.email)
      }),
    fieldOf: { 'auth.email_taken': 'email' },
  })
  return (
    <Form action={t('signUp.action')} busy={t('signUp.busy')} {...form}>
      <Field
        label={t('common.name')}
        hint={t('common.nameHint')}
        autoComplete="given-name"
        {...field('name')}
      />
      <Field label={t('common.email')} type="email" autoComplete="username" {...field('email')} />
      <NewPasswordField label={t('common.password')} {...field('password')} />
    </Form>
  )
}
