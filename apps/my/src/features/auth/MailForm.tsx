// Having a link mailed to an address; whether it has an account is told to nobody.
import type { MailInput } from '@delete/schemas/links'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { useContractForm } from '../../form.ts'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { Done } from '../../ui/Notice.tsx'

interface MailFormProps {
  action: string
  send: (input: MailInput) => Promise<unknown>
  done: string
}

export function MailForm({ action, send, done }: MailFormProps): React.JSX.Element {
  const t = useTranslations('common')
  const [isSent, setSent] = useState(false)
  const { field, ...form } = useContractForm({
    contract: ({ links }) => links.MailInput,
    defaultValues: { email: '' },
    send: async (input) => {
      await send(input)
      setSent(true)
    },
  })
  if (isSent) return <Done>{done}</Done>
  return (
    <Form action={action} busy={t('sending')} {...form}>
      <Field label={t('email')} type="email" autoComplete="username" {...field('email')} />
    </Form>
  )
}
