// What a member is told at the address that the account has.
import type { Tx } from '@delete/db/client'
import { Locale } from '@delete/schemas/users'
import type { Deps } from '../../../kernel/deps.ts'
import { type Addressee, sendLetter } from '../../../kernel/mail/jobs.ts'
import { alreadyMember } from '../letters.ts'
import type { UserRow } from '../queries.ts'

/** A member, as who is written to. */
export function addressee({ id, email, name, locale }: UserRow): Addressee {
  return { userId: id, email, name, locale: Locale.parse(locale) }
}

/** Where the app has a forgotten password asked for. */
export function forgotUrlOf({ env }: Pick<Deps, 'env'>): string {
  return `${env.appUrl}/forgot-password`
}

/** Tells a member that somebody wanted to have their address. */
export function sendAlreadyMember(deps: Deps, tx: Tx, member: UserRow): Promise<void> {
  return sendLetter(deps, tx, {
    template: alreadyMember,
    data: {
      name: member.name,
      logInUrl: `${deps.env.appUrl}/login`,
      forgotUrl: forgotUrlOf(deps),
    },
    to: addressee(member),
  })
}
