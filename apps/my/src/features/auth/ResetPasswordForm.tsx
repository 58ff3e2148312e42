// Choosing a new password, with a link from a mail.
import { useNavigate } from '@tanstack/react-router'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Form } from '../../ui/Form.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'

export function ResetPasswordForm({ token }: { token: string }): React.JSX.Element {
  const t = useTranslations()
  const navigate = useNavigate()
  const { field, ...form } = useContractForm({
    contract: ({ passwords }) => passwords.resetPassword.input,
    defaultValues: { token, password: '' },
    send: async (input) => {
      await client.auth.resetPassword.mutate(input)
      await navigate({ to: '/login', replace: true, state: { isPasswordReset: true } })
    },
  })
  return (
    <Form action={t('resetPassword.action')} busy={t('resetPassword.busy')} {...form}>
      <NewPasswordField label={t('common.newPassword')} {...field('password')} />
    </Form>
  )
}
