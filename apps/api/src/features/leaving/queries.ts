// What leaving asks the database.
import type { Tx } from '@delete/db/client'

/** A row of `exports`. */
export interface ExportRow {
  requestedAt: Date
  madeAt: Date | null
  content: string | null
}

/** Asks for an export; one that was made is gone. */
export async function saveExportRequest(tx: Tx, userId: string, now: Date): Promise<void> {
  const fresh = { requestedAt: now, madeAt: null, content: null }
  await tx.export.upsert({ where: { userId }, create: { userId, ...fresh }, update: fresh })
}

/** Keeps an export that was asked for. */
export async function saveExport(
  tx: Tx,
  userId: string,
  { madeAt, content }: { madeAt: Date; content: string },
): Promise<void> {
  await tx.export.updateMany({ where: { userId }, data: { madeAt, content } })
}

export function findExport(tx: Tx, userId: string): Promise<ExportRow | null> {
  return tx.export.findUnique({ where: { userId } })
}
