// Saying who you are: an address and its password.
import type { LoginInput } from '@delete/schemas/auth'
import { useTranslations } from 'use-intl/react'
import { useContractForm } from '../../form.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'

interface CredentialsFormProps {
  action: string
  busy: string
  send: (input: LoginInput) => Promise<unknown>
}

export function CredentialsForm({ action, busy, send }: CredentialsFormProps): React.JSX.Element {
  const t = useTranslations('common')
  const { field, ...form } = useContractForm({
    contract: ({ auth }) => auth.login.input,
    defaultValues: { email: '', password: '' },
    send,
  })
  return (
    <Form action={action} busy={busy} {...form}>
      <Field label={t('email')} type="email" autoComplete="username" {...field('email')} />
      <PasswordField label={t('password')} autoComplete="current-password" {...field('password')} />
    </Form>
  )
}
