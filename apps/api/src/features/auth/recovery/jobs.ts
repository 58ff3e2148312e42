// What follows from a forgotten password: a link, if there is whom to mail it to.
import type { Tx } from '@delete/db/client'
import { resetRequested } from '@delete/schemas/jobs'
import { Locale } from '@delete/schemas/users'
import type { Deps } from '../../../kernel/deps.ts'
import { worker } from '../../../kernel/jobs/worker.ts'
import { type Addressee, sendLetter } from '../../../kernel/mail/jobs.ts'
import { addressee } from '../addresses/mails.ts'
import { reset } from '../letters.ts'
import type { About } from '../links/queries.ts'
import { makeLink } from '../links/service.ts'
import { findUserByEmail, lockUser, type UserRow } from '../queries.ts'
import { extendSignup, lockSignup } from '../signups/queries.ts'

export const recoveryWorkers = [
  worker(resetRequested, async (deps, { data: { email } }, finish) => {
    const { db, clock } = deps
    await db.$transaction(async (tx) => {
      const member = await lockMemberByEmail(tx, email)
      const signup = member ? null : await lockSignup(tx, { email }, clock.now())
      if (member?.isActive) await sendReset(deps, tx, { userId: member.id }, addressee(member))
      if (signup) {
        const to = { userId: null, email, name: null, locale: Locale.parse(signup.locale) }
        const expiresAt = await sendReset(deps, tx, { signupId: signup.id }, to)
        if (expiresAt > signup.expiresAt) await extendSignup(tx, signup.id, expiresAt)
      }
      await finish(tx)
    })
  }),
]

/** Whoever has that address once it can change no more: it may have been changed, or given back, a moment ago. */
async function lockMemberByEmail(tx: Tx, email: string): Promise<UserRow | null> {
  const found = await findUserByEmail(tx, email)
  const member = found && (await lockUser(tx, found.id)) ? await findUserByEmail(tx, email) : null
  return member?.id === found?.id ? member : null
}

async function sendReset(deps: Deps, tx: Tx, about: About, to: Addressee): Promise<Date> {
  const { url, expiresAt } = await makeLink(deps, tx, { purpose: 'reset', about })
  await sendLetter(deps, tx, { template: reset, data: { url }, to, usefulUntil: expiresAt })
  return expiresAt
}
