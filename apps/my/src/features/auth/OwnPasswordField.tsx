// The password of who is logged in, given once more.
import type { ComponentProps } from 'react'
import { Field } from '../../ui/Field.tsx'

export function OwnPasswordField(
  props: Omit<ComponentProps<typeof Field>, 'label'>,
): React.JSX.Element {
  return <Field label="Your password" type="password" autoComplete="current-password" {...props} />
}
