// Changing the address of an account.
import { reauthenticate } from '@delete/schemas/auth'
import * as contract from '@delete/schemas/emailChanges'
import { useState } from 'react'
import { client } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Done } from '../../ui/Done.tsx'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { withPassword, wrongPassword } from './withPassword.ts'

const schema = contract.changeEmail.input.extend(reauthenticate.input.shape)

export function ChangeEmailForm(): React.JSX.Element {
  const [isAsked, setAsked] = useState(false)
  const { field, submit, ...state } = useContractForm({
    schema,
    defaultValues: { newEmail: '', password: '' },
    send: async ({ password, ...input }) => {
      await withPassword(password, () => client.auth.changeEmail.mutate(input))
      setAsked(true)
    },
    ...wrongPassword,
  })
  if (isAsked) {
    return (
      <Done>
        A mail is on its way to the new address, and one to that of now. Your address changes once
        you have confirmed it in both.
      </Done>
    )
  }
  return (
    <Form onSubmit={submit} action="Change my address" busy="Asking both addresses…" {...state}>
      <Field label="New address" type="email" autoComplete="email" {...field('newEmail')} />
      <OwnPasswordField {...field('password')} />
    </Form>
  )
}
