// A form without fields: its button, and what is wrong when it fails.
import { explain } from '../messages.ts'
import { Form } from './Form.tsx'

interface OneButtonProps {
  action: string
  busy: string
  mutate: () => void
  isPending: boolean
  error: Error | null
}

/** Takes what `useMutation` answers. */
export function OneButton({
  action,
  busy,
  mutate,
  isPending,
  error,
}: OneButtonProps): React.JSX.Element {
  return (
    <Form
      action={action}
      busy={busy}
      isSending={isPending}
      problem={error ? explain(error) : undefined}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isPending) mutate()
      }}
    />
  )
}
