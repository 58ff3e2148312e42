// A password that is being chosen.
import { PASSWORD_LENGTH } from '@delete/schemas/bounds'
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl/react'
import { PasswordField } from '../../ui/PasswordField.tsx'

export function NewPasswordField(props: ComponentProps<typeof PasswordField>): React.JSX.Element {
  const t = useTranslations('common')
  const { minimum } = PASSWORD_LENGTH
  return (
    <PasswordField hint={t('passwordHint', { minimum })} autoComplete="new-password" {...props} />
  )
}
