// Changing the address of an account.
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { Done } from '../../ui/Notice.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { useWrongPassword, withPassword } from './withPassword.ts'

export function ChangeEmailForm(): React.JSX.Element {
  const t = useTranslations('account.security')
  const [isAsked, setAsked] = useState(false)
  const { field, ...form } = useContractForm({
    contract: ({ auth, emailChanges }) =>
      emailChanges.changeEmail.input.extend(auth.reauthenticate.input.shape),
    defaultValues: { newEmail: '', password: '' },
    send: async ({ password, ...input }) => {
      await withPassword(password, () => client.auth.changeEmail.mutate(input))
      setAsked(true)
    },
    ...useWrongPassword('password'),
  })
  if (isAsked) return <Done>{t('emailAsked')}</Done>
  return (
    <Form action={t('changeEmail')} busy={t('askingBoth')} {...form}>
      <Field label={t('newEmail')} type="email" autoComplete="email" {...field('newEmail')} />
      <OwnPasswordField {...field('password')} />
    </Form>
  )
}
