// Changing a password that is known.
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client, queryClient } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Form } from '../../ui/Form.tsx'
import { Done } from '../../ui/Notice.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { AUTH_KEY } from './queries.ts'
import { useWrongPassword } from './withPassword.ts'

export function ChangePasswordForm(): React.JSX.Element {
  const t = useTranslations()
  const [isDone, setDone] = useState(false)
  const { field, ...form } = useContractForm({
    contract: ({ passwords }) => passwords.changePassword.input,
    defaultValues: { currentPassword: '', password: '' },
    send: async (input) => {
      await client.auth.changePassword.mutate(input)
      setDone(true)
      void queryClient.invalidateQueries({ queryKey: AUTH_KEY })
    },
    ...useWrongPassword('currentPassword'),
  })
  if (isDone) return <Done>{t('account.security.passwordChanged')}</Done>
  return (
    <Form
      action={t('account.security.changePassword')}
      busy={t('account.security.changing')}
      {...form}
    >
      <OwnPasswordField {...field('currentPassword')} />
      <NewPasswordField label={t('common.newPassword')} {...field('password')} />
    </Form>
  )
}
