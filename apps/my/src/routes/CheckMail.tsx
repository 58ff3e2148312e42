// The screen between a sign-up and the mail that it waits for.
import { useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client } from '../api.ts'
import { ButtonLink } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { OneButton } from '../ui/OneButton.tsx'
import { Screen } from '../ui/Screen.tsx'

export function CheckMail(): React.JSX.Element {
  const t = useTranslations()
  // Not in the address, where others would read it; a reload keeps it.
  const email = useLocation({ select: ({ state }) => state.email ?? '' })
  const [timesSent, setTimesSent] = useState(0)
  return (
    <Screen title={t('checkMail.title')}>
      <p>
        {t.rich('checkMail.sent', {
          email,
          strong: (words) => <strong className="break-words">{words}</strong>,
        })}
      </p>
      {/* Each time in a new element, or it would be read out once only. */}
      <Notice>{timesSent > 0 && <span key={timesSent}>{t('checkMail.sentAgain')}</span>}</Notice>
      <div className="grid gap-3">
        <OneButton
          action={t('checkMail.again')}
          busy={t('common.sending')}
          send={async () => {
            await client.auth.resendVerification.mutate({ email })
            setTimesSent((times) => times + 1)
          }}
        />
        <ButtonLink to="/signup" look="quiet">
          {t('checkMail.back')}
        </ButtonLink>
      </div>
    </Screen>
  )
}
