// The contract of passwords: how a forgotten one is replaced, and a known one changed.
import { z } from 'zod'
import { GivenPassword, Password } from './auth.ts'
import type { Contract } from './contract.ts'
import { Accepted, LinkToken, MailInput } from './links.ts'

export const forgotPassword = {
  rest: {
    method: 'POST',
    path: '/auth/password/forgot',
    summary: 'Ask for a link to a new password',
    description:
      'Mails a link that is good for one use within an hour, and voids the one before, if the address has an account or waits to be verified. The answer is the same if not, and beyond 5 mails an hour to one address (unless set otherwise) none is sent.',
    status: 202,
    errors: ['service.unavailable'],
    limits: ['mail.address'],
    isRepeatable: true,
  },
  input: MailInput,
  output: Accepted,
} as const satisfies Contract

export const resetPassword = {
  rest: {
    method: 'POST',
    path: '/auth/password/reset',
    summary: 'Replace a forgotten password',
    description:
      'Gives the account a new password and ends all of its sessions; log in with it then. The link proves the address too: a sign-up that waits to be verified becomes an account.',
    status: 204,
    errors: ['request.invalid', 'auth.invalid_link', 'service.busy', 'service.unavailable'],
  },
  input: z
    .object({ token: LinkToken, password: Password })
    .meta({ id: 'ResetPasswordInput', description: 'A link from a mail, and a new password' }),
  output: z.void(),
} as const satisfies Contract
export type ResetPasswordInput = z.infer<typeof resetPassword.input>

export const changePassword = {
  rest: {
    method: 'POST',
    path: '/auth/password/change',
    summary: 'Change your password',
    description: 'Ends every session but the one that asks, whose tokens go on.',
    status: 204,
    errors: ['request.invalid', 'auth.invalid_credentials', 'service.busy'],
    limits: ['reauthenticate.account'],
  },
  input: z
    .object({ currentPassword: GivenPassword, password: Password })
    .meta({ id: 'ChangePasswordInput', description: 'The password of now, and the one to come' }),
  output: z.void(),
} as const satisfies Contract
export type ChangePasswordInput = z.infer<typeof changePassword.input>
