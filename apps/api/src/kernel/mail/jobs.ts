// Mails on their way: written in the transaction of what they tell of, sent by a job.
import { randomUUID } from 'node:crypto'
import type { Tx } from '@delete/db/client'
import { mailWritten } from '@delete/schemas/jobs'
import type { Locale } from '@delete/schemas/users'
import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { worker } from '../jobs/worker.ts'
import { seal, unseal } from '../seal.ts'
import { type Template, toHtml, toText } from './letter.ts'

/** Who is written to. */
export interface Addressee {
  /** Null for somebody who has no account. */
  userId: string | null
  email: string
  /** Null where the name may be anybody's word. */
  name: string | null
  locale: Locale
}

/** Writes a mail, which is sent once the transaction is over. */
export async function sendLetter<Data>(
  { queue, keys }: Pick<Deps, 'queue' | 'keys'>,
  tx: Tx,
  {
    template,
    data,
    to: { userId, email, name, locale },
    usefulUntil,
  }: { template: Template<Data>; data: Data; to: Addressee; usefulUntil?: Date },
): Promise<void> {
  const letter = template.write[locale](data)
  const mail: Mail = {
    id: randomUUID(),
    name: name ?? '',
    subject: letter.subject,
    text: toText(letter, locale),
    html: toHtml(letter, locale),
  }
  await queue.enqueue(tx, mailWritten, {
    userId,
    email,
    kid: keys.current.kid,
    sealed: seal(keys.current, { purpose: 'mail', id: email }, mail).toString('base64'),
    usefulUntil: usefulUntil?.toISOString() ?? null,
  })
}

const Mail = z.object({
  id: z.uuid(),
  name: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
})
type Mail = z.infer<typeof Mail>

/** Sends what was written. A mail whose link is dead by now is left out. */
export const mailWorker = worker(mailWritten, async (deps, { data }, finish) => {
  const { email, kid, sealed, usefulUntil } = data
  if (usefulUntil === null || new Date(usefulUntil) > deps.clock.now()) {
    const key = deps.keys.byKid.get(kid)
    if (!key)
      throw new Error('The secret that this mail was sealed under is gone from JWT_SECRETS.')
    const opened = unseal(key, { purpose: 'mail', id: email }, Buffer.from(sealed, 'base64'))
    const { name, ...mail } = Mail.parse(opened)
    const isTaken = await deps.sendMail({ ...mail, to: { name, address: email } })
    if (!isTaken) deps.log.warn('A mail was given up: its server says that there is no such inbox.')
  }
  await finish(deps.db)
})
