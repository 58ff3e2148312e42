// What members change of their account.
import * as contract from '@delete/schemas/users'
import type { MembersCall } from '../../kernel/context.ts'
import { refuse } from '../../kernel/errors.ts'
import { requireMatch } from '../../kernel/etags.ts'
import { lockMember } from '../auth/service.ts'
import { saveChanges } from './queries.ts'

/**
 * Changes what is given; nothing is written where it is so already. Of two that ask with the same `If-Match`, one is refused.
 * @throws {Refusal} `request.precondition_failed`
 */
export async function updateMe(
  call: MembersCall,
  changes: contract.UpdateMeInput,
): Promise<contract.User> {
  const { db, clock, actor } = call
  return db.$transaction(async (tx) => {
    const current = await lockMember(tx, actor.id)
    if (!current) return refuse('auth.unauthenticated')
    requireMatch(call, contract.me, current)
    const { name = current.name, locale = current.locale } = changes
    if (name === current.name && locale === current.locale) return current
    const updatedAt = clock.now()
    await saveChanges(tx, actor.id, { name, locale, updatedAt })
    return { ...current, name, locale, updatedAt: updatedAt.toISOString() }
  })
}
