// A button that asks first; the dialog is loaded when somebody is about to press it.
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useExplain } from '../explain.ts'
import { Button } from './Button.tsx'
import type DialogPart from './Dialog.tsx'
import { Problem } from './Notice.tsx'

const load = (): Promise<{ default: typeof DialogPart }> => import('./Dialog.tsx')
const Dialog = lazy(load)

interface DialogButtonProps {
  action: string
  look: 'quiet' | 'danger'
  title: string
  text: string
  /** What the dialog holds. */
  children: (close: () => void) => ReactNode
}

export function DialogButton({
  action,
  look,
  children,
  ...words
}: DialogButtonProps): React.JSX.Element {
  const explain = useExplain()
  const [isOpen, setOpen] = useState(false)
  const [error, setError] = useState<unknown>()
  // What fails here fails again at the press, which says so.
  const prepare = (): void => void load().catch(() => undefined)
  const open = (): void => {
    setError(undefined)
    load().then(() => setOpen(true), setError)
  }
  return (
    <>
      <Button
        look={look}
        className="md:justify-self-start"
        aria-haspopup="dialog"
        onFocus={prepare}
        onPointerEnter={prepare}
        onClick={open}
      >
        {action}
      </Button>
      <Problem>{error === undefined ? undefined : explain.error(error)}</Problem>
      <Suspense>
        {isOpen && (
          <Dialog {...words} onClose={() => setOpen(false)}>
            {children}
          </Dialog>
        )}
      </Suspense>
    </>
  )
}
