// What follows from a change of address: both inboxes are asked.
import { emailChangeRequested } from '@delete/schemas/jobs'
import { UserId } from '@delete/schemas/ids'
import { worker } from '../../../kernel/jobs/worker.ts'
import { sendLetter } from '../../../kernel/mail/jobs.ts'
import { confirmNewEmail, confirmOldEmail } from '../letters.ts'
import { makeLink } from '../links/service.ts'
import { findUserByEmail, findUserById, lockUser } from '../queries.ts'
import { addressee, sendAlreadyMember } from './mails.ts'
import { findEmailChange, isReserved } from './queries.ts'

export const addressWorkers = [
  worker(emailChangeRequested, async (deps, { data }, finish) => {
    const { db, clock } = deps
    await db.$transaction(async (tx) => {
      const isThere = await lockUser(tx, data.userId)
      const member = isThere ? await findUserById(tx, UserId.parse(data.userId)) : null
      const change = await findEmailChange(tx, data.emailChangeId)
      if (member && change && !member.erasedAt) {
        const about = { emailChangeId: change.id }
        const confirm = await makeLink(deps, tx, { purpose: 'confirm_old', about })
        const undo = await makeLink(deps, tx, { purpose: 'undo', about })
        const { newEmail } = change
        await sendLetter(deps, tx, {
          template: confirmOldEmail,
          data: { name: member.name, newEmail, confirmUrl: confirm.url, undoUrl: undo.url },
          to: addressee(member),
          usefulUntil: undo.expiresAt,
        })
        const taken = await findUserByEmail(tx, newEmail)
        const isFree = !taken && !(await isReserved(tx, newEmail, clock.now()))
        if (taken && data.mayMailNew) await sendAlreadyMember(deps, tx, taken)
        if (isFree && data.mayMailNew) {
          const { url, expiresAt } = await makeLink(deps, tx, { purpose: 'confirm_new', about })
          await sendLetter(deps, tx, {
            template: confirmNewEmail,
            data: { url },
            to: { ...addressee(member), email: newEmail, name: null },
            usefulUntil: expiresAt,
          })
        }
      }
      await finish(tx)
    })
  }),
]
