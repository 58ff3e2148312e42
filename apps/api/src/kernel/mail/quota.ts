// How many mails one address may be sent by whoever asks for them.
import { hash } from 'node:crypto'
import type { Deps } from '../deps.ts'

const HOUR_SECONDS = 3_600

/**
 * Counts one mail more to an address, and says whether it may be sent. For mails that anybody can cause; what only a
 * member can cause is always sent, or whoever has stolen a session could keep its owner from hearing of it.
 */
export async function mayMail(
  { limiter, env }: Pick<Deps, 'limiter' | 'env'>,
  email: string,
): Promise<boolean> {
  const { calls } = await limiter.count(
    `mailed:${hash('sha256', email, 'base64url')}`,
    HOUR_SECONDS,
  )
  return calls <= env.mailsPerHour * env.rateLimitFactor
}
