// What a mailed link is given back as.
import { z } from 'zod'
import { LINK_TOKEN } from './bounds.ts'
import { Email } from './users.ts'

export const LinkToken = z
  .string()
  .regex(LINK_TOKEN, 'Must be what follows the # in the link')
  .meta({
    description: 'What follows the # in the link; good for one use, for a short time',
    examples: ['Zm9yIG9uZSB1c2UsIGZvciBhIHNob3J0IHRpbWUhISE'],
  })

/** A link and nothing else. */
export const LinkInput = z
  .object({ token: LinkToken })
  .meta({ id: 'LinkInput', description: 'A link from a mail' })
export type LinkInput = z.infer<typeof LinkInput>

/** Whom to mail, if there is anything to mail. */
export const MailInput = z
  .object({ email: Email })
  .meta({ id: 'MailInput', description: 'The address of an account' })
export type MailInput = z.infer<typeof MailInput>

/** What is answered whether or not there was anything to mail. */
export const Accepted = z
  .object({ isAccepted: z.literal(true).meta({ description: 'Always the same' }) })
  .meta({
    id: 'Accepted',
    description: 'It is done in the background; whether there was anything to do is not told',
  })
export type Accepted = z.infer<typeof Accepted>
