// Logging out everywhere else, once it was asked whether that is meant.
import { useTranslations } from 'use-intl/react'
import { useExplain } from '../../explain.ts'
import { tell, tellBad } from '../../toasts.ts'
import { Button } from '../../ui/Button.tsx'
import { DialogButton } from '../../ui/DialogButton.tsx'
import { revokeOtherSessions } from './sessions.ts'

export function LogOutOthers(): React.JSX.Element {
  const t = useTranslations('account.devices')
  const explain = useExplain()
  const logOut = (): void => {
    revokeOtherSessions().then(
      () => tell(t('loggedOutOthers')),
      (error: unknown) => tellBad(explain.error(error)),
    )
  }
  return (
    <DialogButton
      action={t('logOutOthers')}
      look="quiet"
      title={t('logOutOthers')}
      text={t('logOutOthersText')}
    >
      {(close) => (
        <Button
          look="danger"
          onClick={() => {
            close()
            logOut()
          }}
        >
          {t('logOutOthers')}
        </Button>
      )}
    </DialogButton>
  )
}
