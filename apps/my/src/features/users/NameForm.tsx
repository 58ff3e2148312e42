// Changing one's name.
import type { User } from '@delete/schemas/users'
import { useTranslations } from 'use-intl/react'
import { useContractForm } from '../../form.ts'
import { tell } from '../../toasts.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { updateMe } from './updateMe.ts'

export function NameForm({ user: { name } }: { user: User }): React.JSX.Element {
  const t = useTranslations()
  const { field, ...form } = useContractForm({
    contract: ({ users }) => users.updateMe.input.pick({ name: true }).required(),
    defaultValues: { name },
    send: async (input) => {
      await updateMe(input)
      tell(t('account.profile.nameSaved'))
    },
  })
  return (
    <Form action={t('account.profile.save')} busy={t('account.profile.saving')} {...form}>
      <Field
        label={t('common.name')}
        hint={t('common.nameHint')}
        autoComplete="given-name"
        {...field('name')}
      />
    </Form>
  )
}
