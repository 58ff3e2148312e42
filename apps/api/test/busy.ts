// A queue of hashes that is full: for most of a second, nobody gets a place.
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'
import { hashPassword, verifyPassword } from '../src/features/auth/passwords.ts'

/** Does `work` while as many wait as there are places, behind a slow hash for each core. */
export async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  const crowd: Promise<unknown>[] = []
  const join = async (hash: () => Promise<unknown>): Promise<void> => {
    await hash().catch((error: unknown) => expect(error).toMatchObject({ reason: 'service.busy' }))
  }
  const add = (hash: () => Promise<unknown>): number => crowd.push(join(async () => hash()))
  for (let core = 0; core < availableParallelism(); core += 1) add(() => hashPassword('x', 14))
  // They are begun by then, and hold no place any more.
  await setImmediate()
  for (let place = 0; place < 40 * availableParallelism(); place += 1) {
    add(() => hashPassword('x', 4))
    add(() => verifyPassword('x', undefined, 4))
  }
  const result = await work()
  await Promise.all(crowd)
  return result
}
