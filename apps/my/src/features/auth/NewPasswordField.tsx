// A password that is being chosen.
import { Password } from '@delete/schemas/auth'
import type { ComponentProps } from 'react'
import { Field } from '../../ui/Field.tsx'

const { minLength } = Password.meta() ?? {}

export function NewPasswordField(props: ComponentProps<typeof Field>): React.JSX.Element {
  return (
    <Field
      type="password"
      hint={`At least ${String(minLength)} characters.`}
      autoComplete="new-password"
      {...props}
    />
  )
}
