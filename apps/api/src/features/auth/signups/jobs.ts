// What follows from a sign-up whose address is to be verified: a link, or word to who has that address already.
import type { Tx } from '@delete/db/client'
import { signupReceived, verificationRequested } from '@delete/schemas/jobs'
import { Locale } from '@delete/schemas/users'
import type { Deps } from '../../../kernel/deps.ts'
import { worker } from '../../../kernel/jobs/worker.ts'
import { sendLetter } from '../../../kernel/mail/jobs.ts'
import { isReserved } from '../addresses/queries.ts'
import { sendAlreadyMember } from '../addresses/mails.ts'
import { verify } from '../letters.ts'
import { makeLink } from '../links/service.ts'
import { findUserByEmail, lockUser, type UserRow } from '../queries.ts'
import { extendSignup, lockSignup, removeSignup, type SignupRow } from './queries.ts'

export const signupWorkers = [
  worker(signupReceived, async (deps, { data: { email } }, finish) => {
    await deps.db.$transaction(async (tx) => {
      const { signup, member } = await findWaiting(deps, tx, email)
      if (member) await sendAlreadyMember(deps, tx, member)
      if (signup) await sendVerification(deps, tx, signup)
      await finish(tx)
    })
  }),
  worker(verificationRequested, async (deps, { data: { email } }, finish) => {
    await deps.db.$transaction(async (tx) => {
      const { signup } = await findWaiting(deps, tx, email)
      if (signup) await sendVerification(deps, tx, signup)
      await finish(tx)
    })
  }),
]

/** The sign-up that waits for an address; or the member who has that address, beside whom none can wait. */
async function findWaiting(
  { clock }: Deps,
  tx: Tx,
  email: string,
): Promise<{ signup: SignupRow | null; member: UserRow | null }> {
  const now = clock.now()
  const member = await findUserByEmail(tx, email)
  const isTaken = member ? await lockUser(tx, member.id) : await isReserved(tx, email, now)
  if (!isTaken) return { signup: await lockSignup(tx, { email }, now), member: null }
  await removeSignup(tx, email)
  return { signup: null, member }
}

async function sendVerification(
  deps: Deps,
  tx: Tx,
  { id, email, locale }: SignupRow,
): Promise<void> {
  const { url, expiresAt } = await makeLink(deps, tx, {
    purpose: 'verify',
    about: { signupId: id },
  })
  await extendSignup(tx, id, expiresAt)
  await sendLetter(deps, tx, {
    template: verify,
    data: { url },
    to: { userId: null, email, name: null, locale: Locale.parse(locale) },
    usefulUntil: expiresAt,
  })
}
