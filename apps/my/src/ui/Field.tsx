// A labelled input, with a hint below it and what is wrong with it.
import { type ComponentProps, useId } from 'react'

interface FieldProps extends ComponentProps<'input'> {
  label: string
  hint?: string
  error: string | undefined
}

export function Field({ label, hint, error, ...input }: FieldProps): React.JSX.Element {
  const id = useId()
  const description = error ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={description && `${id}-description`}
        {...input}
      />
      {description && (
        <p id={`${id}-description`} className={error ? 'error' : 'hint'}>
          {description}
        </p>
      )}
    </div>
  )
}
