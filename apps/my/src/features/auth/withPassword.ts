// What asks for the password once more.
import type { ErrorCode } from '@delete/schemas/errors'
import { useTranslations } from 'use-intl/react'
import { client } from '../../api.ts'

/** Does `work` once the password has been given again. */
export async function withPassword<Result>(
  password: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.auth.reauthenticate.mutate({ password })
  return work()
}

interface WrongPassword<Field> {
  fieldOf: Partial<Record<ErrorCode, Field>>
  wording: Partial<Record<ErrorCode, string>>
}

/** Of a form for that: who is logged in has a known address, so that it can only be the password in `field`. */
export function useWrongPassword<Field extends string>(field: Field): WrongPassword<Field> {
  const t = useTranslations('account.security')
  return {
    fieldOf: { 'auth.invalid_credentials': field },
    wording: { 'auth.invalid_credentials': t('wrongPassword') },
  }
}
