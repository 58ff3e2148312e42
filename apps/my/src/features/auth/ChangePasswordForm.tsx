// Changing a password that is known.
import * as contract from '@delete/schemas/passwords'
import { useState } from 'react'
import { client } from '../../api.ts'
import { useContractForm } from '../../form.ts'
import { Done } from '../../ui/Done.tsx'
import { Form } from '../../ui/Form.tsx'
import { NewPasswordField } from './NewPasswordField.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { wrongPassword } from './withPassword.ts'

export function ChangePasswordForm(): React.JSX.Element {
  const [isDone, setDone] = useState(false)
  const { field, submit, ...state } = useContractForm({
    schema: contract.changePassword.input,
    defaultValues: { currentPassword: '', password: '' },
    send: async (input) => {
      await client.auth.changePassword.mutate(input)
      setDone(true)
    },
    ...wrongPassword,
    fieldOf: { 'auth.invalid_credentials': 'currentPassword' },
  })
  if (isDone) {
    return (
      <Done>Your password is changed. Wherever else you were logged in, you are not any more.</Done>
    )
  }
  return (
    <Form onSubmit={submit} action="Change my password" busy="Changing it…" {...state}>
      <OwnPasswordField {...field('currentPassword')} />
      <NewPasswordField label="New password" {...field('password')} />
    </Form>
  )
}
