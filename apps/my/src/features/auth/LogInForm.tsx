// Logging in; and taking an account back that is being deleted.
import type { LoginInput } from '@delete/schemas/auth'
import { isApiError } from '@delete/shared/client'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'
import { beginSession } from '../../session.ts'
import { CredentialsForm } from './CredentialsForm.tsx'
import { TakeBackButton } from './TakeBackButton.tsx'

export function LogInForm(): React.JSX.Element {
  const t = useTranslations()
  const [leaving, setLeaving] = useState<LoginInput>()

  const logIn = async (input: LoginInput): Promise<void> => {
    setLeaving(undefined)
    try {
      await beginSession(() => client.auth.login.mutate(input))
    } catch (error) {
      if (isApiError(error) && error.data.code === 'auth.account_leaving') setLeaving(input)
      throw error
    }
  }

  return (
    <>
      <CredentialsForm action={t('common.logIn')} busy={t('logIn.busy')} send={logIn} />
      {leaving && <TakeBackButton credentials={leaving} />}
    </>
  )
}
