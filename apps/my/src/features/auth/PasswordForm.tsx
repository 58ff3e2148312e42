// A form for what needs nothing but the password once more.
import { useContractForm } from '../../form.ts'
import { Form } from '../../ui/Form.tsx'
import { OwnPasswordField } from './OwnPasswordField.tsx'
import { useWrongPassword, withPassword } from './withPassword.ts'

interface PasswordFormProps {
  action: string
  busy: string
  look?: 'primary' | 'quiet' | 'danger'
  send: () => Promise<unknown>
}

export function PasswordForm({ send, ...button }: PasswordFormProps): React.JSX.Element {
  const { field, ...form } = useContractForm({
    contract: ({ auth }) => auth.reauthenticate.input,
    defaultValues: { password: '' },
    send: ({ password }) => withPassword(password, send),
    ...useWrongPassword('password'),
  })
  return (
    <Form {...button} {...form}>
      <OwnPasswordField {...field('password')} />
    </Form>
  )
}
