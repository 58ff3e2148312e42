// A field for a password, which can be shown while it is typed.
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Field, type FieldProps } from './Field.tsx'
import { Icon } from './Icon.tsx'

export function PasswordField(props: Omit<FieldProps, 'type' | 'children'>): React.JSX.Element {
  const t = useTranslations('common')
  const [isShown, setShown] = useState(false)
  return (
    <Field type={isShown ? 'text' : 'password'} autoCapitalize="none" spellCheck={false} {...props}>
      <button
        type="button"
        aria-label={t('showPassword')}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0.5 right-0.5 grid w-12 place-items-center rounded-field text-soft hover:text-ink"
      >
        <Icon name={isShown ? 'eyeOff' : 'eye'} />
      </button>
    </Field>
  )
}
