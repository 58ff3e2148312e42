// How a member takes along what is held, and leaves.
import { accountLeft, exportRequested } from '@delete/schemas/jobs'
import * as contract from '@delete/schemas/leaving'
import { z } from 'zod'
import type { MembersCall } from '../../kernel/context.ts'
import { sendLetter } from '../../kernel/mail/jobs.ts'
import { limitCalls } from '../../kernel/throttle.ts'
import { beginLeaving, endOfExport, forgetBrowser, noteExport } from '../auth/members/service.ts'
import { left } from './letters.ts'
import { type ExportRow, findExport, saveExportRequest } from './queries.ts'

/**
 * Has an export made, in the place of the one before; one that is being made is not begun again.
 * @throws {Refusal} `request.rate_limited`
 */
export async function requestExport(call: MembersCall): Promise<{ state: 'making' }> {
  const { db, clock, queue, actor } = call
  const keys = { 'export.account': [actor.id] }
  await limitCalls(call, contract.requestExport, keys, () =>
    db.$transaction(async (tx) => {
      await noteExport(call, tx)
      const waiting = await findExport(tx, actor.id)
      const now = clock.now()
      if (waiting && isBeingMade(waiting, now)) return
      await saveExportRequest(tx, actor.id, now)
      await queue.enqueue(tx, exportRequested, { userId: actor.id })
    }),
  )
  return { state: 'making' }
}

/** How far the caller's export is; with the file, once it is made and until it is too old. */
export async function readExport({ db, clock, actor }: MembersCall): Promise<contract.Export> {
  const row = await findExport(db, actor.id)
  const none = { madeAt: null, expiresAt: null, file: null }
  if (!row) return { state: 'none', ...none }
  const { madeAt, content } = row
  if (!madeAt || content === null) return { state: 'making', ...none }
  const expiresAt = endOfExport(madeAt)
  if (expiresAt <= clock.now()) return { state: 'none', ...none }
  return {
    state: 'ready',
    madeAt: madeAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    file: File.parse(JSON.parse(content)),
  }
}

/** After so long it is not made any more: its job is dead, or has found a member who was leaving. In milliseconds. */
const MAKING_MS = 3_600_000

function isBeingMade({ requestedAt, madeAt }: ExportRow, now: Date): boolean {
  return madeAt === null && now.getTime() - requestedAt.getTime() < MAKING_MS
}

const File = z.record(z.string(), z.unknown())

/** Has the caller's account leave: it is gone from every answer, and erased once the time to come back is over. */
export async function deleteAccount(call: MembersCall): Promise<void> {
  const { db, clock, env, queue, actor } = call
  const forget = forgetBrowser(call)
  const erasedAt = new Date(clock.now().getTime() + env.leavingSeconds * 1000)
  await db.$transaction(async (tx) => {
    const to = await beginLeaving(call, tx, erasedAt)
    const job = { userId: actor.id, erasedAt: erasedAt.toISOString() }
    await queue.enqueue(tx, accountLeft, job, env.leavingSeconds)
    const data = { name: actor.name, erasedAt, restoreUrl: `${env.appUrl}/restore` }
    await sendLetter(call, tx, { template: left, data, to, usefulUntil: erasedAt })
  })
  forget()
}
