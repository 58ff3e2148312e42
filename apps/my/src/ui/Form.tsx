// A form's frame: its fields, what is wrong with none of them in particular, and the button that sends it.
import type { FormEventHandler, PropsWithChildren } from 'react'

interface FormProps extends PropsWithChildren {
  onSubmit: FormEventHandler
  action: string
  /** Stands on the button while the form is on its way. */
  busy: string
  isSending: boolean
  problem: string | undefined
}

export function Form({
  onSubmit,
  action,
  busy,
  isSending,
  problem,
  children,
}: FormProps): React.JSX.Element {
  return (
    <form onSubmit={onSubmit} noValidate>
      {children}
      <div role="alert">{problem && <p className="error">{problem}</p>}</div>
      {/* Not `disabled`, which would take the focus away. */}
      <button type="submit" aria-disabled={isSending}>
        {isSending ? busy : action}
      </button>
    </form>
  )
}
