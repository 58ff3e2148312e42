// The password of who is logged in, given once more.
import type { ComponentProps } from 'react'
import { useTranslations } from 'use-intl/react'
import { PasswordField } from '../../ui/PasswordField.tsx'

export function OwnPasswordField(
  props: Omit<ComponentProps<typeof PasswordField>, 'label'>,
): React.JSX.Element {
  const t = useTranslations('common')
  return <PasswordField label={t('yourPassword')} autoComplete="current-password" {...props} />
}
