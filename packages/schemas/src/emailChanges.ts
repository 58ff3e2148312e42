// The contract of changes of address: both inboxes confirm, and the old one can undo.
import { z } from 'zod'
import type { Contract } from './contract.ts'
import { Accepted, LinkInput } from './links.ts'
import { Email } from './users.ts'

export const changeEmail = {
  rest: {
    method: 'POST',
    path: '/auth/email/change',
    summary: 'Change your address',
    description:
      'Mails a link to the new address and one to that of now; the address changes once both were confirmed, within a day. A newer change takes the place of one that waits. The answer is the same when the new address has an account already.',
    status: 202,
    errors: ['request.invalid'],
    limits: ['emailChange.account'],
    isRepeatable: true,
  },
  input: z
    .object({ newEmail: Email })
    .meta({ id: 'ChangeEmailInput', description: 'The address to come' }),
  output: Accepted,
} as const satisfies Contract
export type ChangeEmailInput = z.infer<typeof changeEmail.input>

export const confirmEmail = {
  rest: {
    method: 'POST',
    path: '/auth/email/confirm',
    summary: 'Confirm a change of address',
    description:
      'Says yes for one of the two inboxes. The second yes makes the change. Call this when a button is pressed, never when the page opens.',
    status: 204,
    errors: ['auth.invalid_link', 'service.unavailable'],
  },
  input: LinkInput,
  output: z.void(),
} as const satisfies Contract

export const undoEmailChange = {
  rest: {
    method: 'POST',
    path: '/auth/email/undo',
    summary: 'Undo a change of address',
    description:
      'For whoever has the old address, for 48 hours: the account is theirs again, every session ends, the password is no longer valid, and a link to a new one is mailed to that address. A change that still waits is called off.',
    status: 204,
    errors: ['auth.invalid_link', 'service.busy', 'service.unavailable'],
  },
  input: LinkInput,
  output: z.void(),
} as const satisfies Contract
