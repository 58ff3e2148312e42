// A form's frame: its fields, what is wrong with none of them in particular, and the button that sends it.
import type { FormEventHandler, PropsWithChildren } from 'react'
import { Button } from './Button.tsx'
import { Problem } from './Notice.tsx'

interface FormProps extends PropsWithChildren {
  action: string
  /** Stands on the button while the form is on its way. */
  busy: string
  look?: 'primary' | 'quiet' | 'danger'
  submit: FormEventHandler<HTMLFormElement>
  /** Called when somebody begins to fill it in. */
  prepare?: () => void
  isSending: boolean
  problem: string | undefined
}

export function Form({
  action,
  busy,
  look = 'primary',
  submit,
  prepare,
  isSending,
  problem,
  children,
}: FormProps): React.JSX.Element {
  return (
    <form onSubmit={submit} onFocus={prepare} className="grid gap-5" noValidate>
      {children}
      <Problem>{problem}</Problem>
      <Button
        type="submit"
        look={look}
        busy={isSending && busy}
        className="md:in-[section]:justify-self-start"
      >
        {action}
      </Button>
    </form>
  )
}
