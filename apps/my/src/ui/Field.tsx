// A labelled input, with a hint below it and what is wrong with it.
import { type ComponentProps, type ReactNode, useId } from 'react'

export interface FieldProps extends Omit<ComponentProps<'input'>, 'children'> {
  label: string
  hint?: string
  error: string | undefined
  /** Stands in the input, at its end. */
  children?: ReactNode
}

/** The look of everything that is filled in. */
const control =
  'block w-full min-h-12 rounded-field border border-line bg-surface px-4 py-2.5 text-ink aria-invalid:border-danger'

export function Field({ label, hint, error, children, ...input }: FieldProps): React.JSX.Element {
  const id = useId()
  const description = error ?? hint
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={description && `${id}-description`}
          {...input}
          className={children === undefined ? control : `${control} pr-13`}
        />
        {children}
      </div>
      {description && (
        <p
          id={`${id}-description`}
          className={`text-sm ${error ? 'font-medium text-danger' : 'text-soft'}`}
        >
          {description}
        </p>
      )}
    </div>
  )
}
