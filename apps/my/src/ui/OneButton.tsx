// A form without fields: its button, and what is wrong when it fails.
import { useState } from 'react'
import { useExplain } from '../explain.ts'
import { Form } from './Form.tsx'

interface OneButtonProps {
  action: string
  busy: string
  look?: 'primary' | 'quiet' | 'danger'
  send: () => Promise<unknown>
  /** Called with what `send` was refused by. */
  onRefused?: (error: unknown) => void
}

export function OneButton({ send, onRefused, ...button }: OneButtonProps): React.JSX.Element {
  const explain = useExplain()
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState<unknown>()
  return (
    <Form
      {...button}
      isSending={isSending}
      problem={error === undefined ? undefined : explain.error(error)}
      submit={(event) => {
        event.preventDefault()
        if (isSending) return
        setSending(true)
        setError(undefined)
        void send()
          .catch((reason: unknown) => {
            setError(reason)
            onRefused?.(reason)
          })
          .finally(() => setSending(false))
      }}
    />
  )
}
