// A question that has to be answered before anything else goes on.
import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Icon } from './Icon.tsx'

interface DialogProps {
  title: string
  text: string
  /** Called when it is gone. */
  onClose: () => void
  children: (close: () => void) => ReactNode
}

/** Open from when it is there. */
export default function Dialog({ title, text, onClose, children }: DialogProps): React.JSX.Element {
  const t = useTranslations('common')
  const [isOpen, setOpen] = useState(true)
  return (
    <Base.Root
      open={isOpen}
      onOpenChange={setOpen}
      onOpenChangeComplete={(isOpenNow) => {
        if (!isOpenNow) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 grid items-end overflow-y-auto md:place-items-center md:p-6">
          <Base.Popup className="grid max-h-dvh w-full gap-5 overflow-y-auto rounded-t-card bg-surface p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] shadow-raised transition-[transform,opacity] duration-200 data-ending-style:translate-y-4 data-ending-style:opacity-0 data-starting-style:translate-y-4 data-starting-style:opacity-0 md:max-w-form md:rounded-card md:p-8">
            <div className="flex items-start justify-between gap-4">
              <Base.Title className="font-display text-lg">{title}</Base.Title>
              <Base.Close
                aria-label={t('close')}
                className="-mt-2 -mr-2 grid size-11 shrink-0 place-items-center rounded-full text-soft hover:bg-raised hover:text-ink"
              >
                <Icon name="close" />
              </Base.Close>
            </div>
            <Base.Description className="text-sm text-soft">{text}</Base.Description>
            {children(() => setOpen(false))}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
