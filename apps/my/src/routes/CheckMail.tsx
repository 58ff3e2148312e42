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
  const [isSentAgain, setSentAgain] = useState(false)
  return (
    <Screen title={t('checkMail.title')}>
      <p>
        {t.rich('checkMail.sent', {
          email,
          strong: (words) => <strong className="break-words">{words}</strong>,
        })}
      </p>
      <Notice>{isSentAgain && t('checkMail.sentAgain')}</Notice>
      <div className="grid gap-3">
        <OneButton
          action={t('checkMail.again')}
          busy={t('common.sending')}
          send={async () => {
            await client.auth.resendVerification.mutate({ email })
            setSentAgain(true)
          }}
        />
        <ButtonLink to="/signup" look="quiet">
          {t('checkMail.back')}
        </ButtonLink>
      </div>
    </Screen>
  )
}
