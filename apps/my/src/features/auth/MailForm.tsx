// Having a link mailed to an address; whether it has an account is told to nobody.
import { MailInput } from '@delete/schemas/links'
import { useState } from 'react'
import { useContractForm } from '../../form.ts'
import { Done } from '../../ui/Done.tsx'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'

interface MailFormProps {
  action: string
  send: (input: MailInput) => Promise<unknown>
  done: string
}

export function MailForm({ action, send, done }: MailFormProps): React.JSX.Element {
  const [isSent, setSent] = useState(false)
  const { field, submit, ...state } = useContractForm({
    schema: MailInput,
    defaultValues: { email: '' },
    send: async (input) => {
      await send(input)
      setSent(true)
    },
  })
  if (isSent) return <Done>{done}</Done>
  return (
    <Form onSubmit={submit} action={action} busy="Sending…" {...state}>
      <Field label="E-mail address" type="email" autoComplete="username" {...field('email')} />
    </Form>
  )
}
