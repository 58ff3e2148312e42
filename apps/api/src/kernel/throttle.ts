// Counting calls against the limits of their contract, once for each call whichever door it came by.
import { createHash } from 'node:crypto'
import { isIPv6, SocketAddress } from 'node:net'
import { describeCause } from '@delete/db/errors'
import { type LimitName, limits, MAX_TURN_SECONDS } from '@delete/schemas/limits'
import type { Context } from './context.ts'
import { refuse, toRefusal } from './errors.ts'
import type { Count, Limiter, Rate } from './limiter.ts'

/** How long a turn that has come waits for its caller, in seconds. */
const TURN_KEPT_SECONDS = 900

type Counting = Pick<Context, 'env' | 'limiter' | 'log' | 'address' | 'rates' | 'setHeader'>

/**
 * Makes a call, if every limit of its contract lets it through. A call that is refused counts towards none of them;
 * where only failures count, neither does one that did not fail by a wrong password.
 * @param keys what each limit counts by: an address, an account
 * @throws {Refusal} `request.rate_limited`, with Retry-After; and what `call` throws
 */
export async function limitCalls<Name extends LimitName, Result>(
  ctx: Counting,
  { rest }: { rest: { limits: readonly Name[] } },
  keys: Record<NoInfer<Name>, string[]>,
  call: () => Promise<Result>,
): Promise<Result> {
  const counted: { name: Name; key: string; count: Count }[] = []
  // A count that stays runs out by itself; the answer is what the call has come to.
  const giveBack = async (calls: typeof counted): Promise<void> => {
    await Promise.all(calls.map(({ key, count }) => ctx.limiter.giveBack(key, count))).catch(
      (error: unknown) =>
        ctx.log.warn({ reason: describeCause(error) }, 'A call is counted that should not be.'),
    )
  }
  const failures = (): typeof counted =>
    counted.filter(({ name }) => limits[name].counts === 'failures')
  try {
    for (const name of rest.limits) {
      const key = keyOf(name, keys[name])
      const count = await ctx.limiter.count(key, limits[name].seconds)
      counted.push({ name, key, count })
      const waitMs = await findWait(ctx, name, keys[name], count)
      if (waitMs > 0)
        refuse('request.rate_limited', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
    }
    const result = await call()
    await giveBack(failures())
    return result
  } catch (error) {
    const { reason } = toRefusal(error)
    if (reason === 'request.rate_limited') await giveBack(counted)
    // Who has waited in vain for the database does not wait for it again.
    else if (reason === 'service.unavailable') void giveBack(failures())
    else if (reason !== 'auth.invalid_credentials') await giveBack(failures())
    throw error
  }
}

/** How long this call has to wait, in milliseconds; 0 when it may be made. */
async function findWait(
  ctx: Counting,
  name: LimitName,
  parts: string[],
  { calls, leftMs }: Count,
): Promise<number> {
  const { limiter, env, address } = ctx
  const { seconds, beyond } = limits[name]
  const quota = limits[name].quota * env.rateLimitFactor
  const excess = calls - quota
  let waitMs = excess > 0 ? leftMs : 0
  if (excess > 0 && beyond === 'turns') {
    waitMs = await waitForTurn(limiter, keyOf('turn', [name, ...parts, networkOf(address)]), excess)
  }
  showRate(ctx, name, {
    quota,
    window: seconds,
    left: Math.max(0, -excess),
    seconds: Math.ceil((waitMs || leftMs) / 1000),
  })
  return waitMs
}

/**
 * The first to ask is told to wait; who asks again after that has the turn, once. So whoever guesses from elsewhere
 * takes nobody's turn, and from each address there is one try at a time.
 */
async function waitForTurn(limiter: Limiter, key: string, excess: number): Promise<number> {
  const delay = Math.min(2 ** (excess - 1), MAX_TURN_SECONDS)
  const turn = await limiter.count(key, delay + TURN_KEPT_SECONDS)
  const waitMs = turn.leftMs - TURN_KEPT_SECONDS * 1000
  if (waitMs > 0) return waitMs
  return (await limiter.remove(key, turn)) ? 0 : 1000
}

/** No address, of either kind, is kept as it is. */
function keyOf(name: string, parts: string[]): string {
  return `${name}:${createHash('sha256').update(parts.join('\n')).digest('base64url')}`
}

/** Whoever has one IPv6 address has the 2^64 of its network. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = new SocketAddress({ family: 'ipv6', address }).address.split('::')
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length
  const all = [...groups(head), ...Array.from({ length: zeros }, () => '0'), ...groups(tail ?? '')]
  return `${all.slice(0, 4).join(':')}::/64`
}

/**
 * Says what is left, in the headers of the IETF's draft (draft-ietf-httpapi-ratelimit-headers-11); of several calls in
 * one batch, the least.
 */
function showRate({ rates, setHeader }: Counting, name: LimitName, rate: Rate): void {
  const shown = rates.get(name)
  if (!shown || rate.left <= shown.left) rates.set(name, rate)
  const list = (say: (rate: Rate) => string): string =>
    [...rates].map(([name, rate]) => `"${name}";${say(rate)}`).join(', ')
  setHeader(
    'RateLimit-Policy',
    list(({ quota, window }) => `q=${quota};w=${window}`),
  )
  setHeader(
    'RateLimit',
    list(({ left, seconds }) => `r=${left};t=${seconds}`),
  )
}
