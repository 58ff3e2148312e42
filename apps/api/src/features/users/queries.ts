// What users asks the database.
import type { Tx } from '@delete/db/client'
import type { Locale } from '@delete/schemas/users'

/** Changes what is given of a user who is there. */
export async function saveChanges(
  tx: Tx,
  id: string,
  changes: { name: string; locale: Locale; updatedAt: Date },
): Promise<void> {
  await tx.user.update({ where: { id }, data: changes })
}
