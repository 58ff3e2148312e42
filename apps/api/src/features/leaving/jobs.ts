// What follows from leaving: exports are made, and accounts erased.
import { accountLeft, exportRequested } from '@delete/schemas/jobs'
import { worker } from '../../kernel/jobs/worker.ts'
import { sendLetter } from '../../kernel/mail/jobs.ts'
import { describeMember, eraseMember } from '../auth/members/service.ts'
import { exported } from './letters.ts'
import { saveExport } from './queries.ts'

export const leavingWorkers = [
  worker(exportRequested, async (deps, { data: { userId } }, finish) => {
    const { db, clock, env } = deps
    await db.$transaction(async (tx) => {
      const member = await describeMember(tx, userId)
      if (member) {
        const madeAt = clock.now()
        const file = { madeAt, service: env.publicUrl, ...member.held }
        await saveExport(tx, userId, { madeAt, content: JSON.stringify(file) })
        const data = { name: member.to.name ?? '', url: `${env.appUrl}/export` }
        await sendLetter(deps, tx, { template: exported, data, to: member.to })
      }
      await finish(tx)
    })
  }),
  worker(accountLeft, async ({ db, clock, queue }, { data }, finish) => {
    const erasedAt = new Date(data.erasedAt)
    // Jobs begin by the database's clock, which may be ahead of ours: what comes too early comes again.
    const leftSeconds = Math.ceil((erasedAt.getTime() - clock.now().getTime()) / 1000)
    await db.$transaction(async (tx) => {
      if (leftSeconds > 0) await queue.enqueue(tx, accountLeft, data, leftSeconds)
      else await eraseMember(tx, data.userId, erasedAt)
      await finish(tx)
    })
  }),
]
