// What asks for the password once more.
import { client } from '../../api.ts'

/** Does `work` once the password has been given again. */
export async function withPassword<Result>(
  password: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.auth.reauthenticate.mutate({ password })
  return work()
}

/** Of a form for that: who is logged in has a known address, so that it can only be the password. */
export const wrongPassword = {
  fieldOf: { 'auth.invalid_credentials': 'password' },
  wording: { 'auth.invalid_credentials': 'This is not your password.' },
} as const
