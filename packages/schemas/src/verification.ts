// The contract of verification: how an address proves that it is its owner's, before the account begins.
import type { Contract } from './contract.ts'
import { Tokens } from './auth.ts'
import { Accepted, LinkInput, MailInput } from './links.ts'

export const verifyEmail = {
  rest: {
    method: 'POST',
    path: '/auth/email/verify',
    summary: 'Verify the address of a sign-up',
    description:
      'Begins the account whose sign-up the link was mailed for, and logs it in. A link is good for one use within a day, and a newer one voids it. Call this when its owner presses a button, never when the page opens: mail scanners open links too.',
    status: 200,
    errors: ['auth.invalid_link', 'service.unavailable'],
    knowsCookie: true,
  },
  input: LinkInput,
  output: Tokens,
} as const satisfies Contract

export const resendVerification = {
  rest: {
    method: 'POST',
    path: '/auth/email/resend',
    summary: 'Have the link of a sign-up mailed again',
    description:
      'Mails a new link, which voids the one before, if the address waits to be verified. The answer is the same if not, and beyond 5 mails an hour to one address (unless set otherwise) none is sent.',
    status: 202,
    errors: ['service.unavailable'],
    limits: ['mail.address'],
    isRepeatable: true,
  },
  input: MailInput,
  output: Accepted,
} as const satisfies Contract
