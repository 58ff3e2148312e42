// Counting calls against the limits of their contract, once for each call whichever door it came by.
import { hash } from 'node:crypto'
import { isIPv6, SocketAddress } from 'node:net'
import { describeCause } from '@delete/db/errors'
import { type LimitName, limits, MAX_TURN_SECONDS } from '@delete/schemas/limits'
import type { Context } from './context.ts'
import { refuse, toRefusal } from './errors.ts'
import type { Count, Limiter, Rate } from './limiter.ts'

/** How long a turn that has come waits for its caller, in seconds. */
const TURN_KEPT_SECONDS = 900

type Counting = Pick<Context, 'env' | 'limiter' | 'log' | 'address' | 'rates' | 'setHeader'>

/** One limit, as a call meets it. */
interface Met<Name extends LimitName> {
  name: Name
  key: string
  count: Count
  /** How long the call has to wait for this limit, in milliseconds; 0 when it may be made. */
  waitMs: number
  /** The turn that it comes by, if it needs one. */
  turn?: { key: string; count: Count }
}

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
  const met: Met<Name>[] = []
  // A count that stays runs out by itself; the answer is what the call has come to.
  const giveBack = async (calls: Met<Name>[]): Promise<void> => {
    await Promise.all(calls.map(({ key, count }) => ctx.limiter.giveBack(key, count))).catch(
      (error: unknown) =>
        ctx.log.warn({ reason: describeCause(error) }, 'A call is counted that should not be.'),
    )
  }
  const failures = (): Met<Name>[] => met.filter(({ name }) => limits[name].counts === 'failures')
  try {
    for (const name of rest.limits) met.push(await meet(ctx, name, keys[name]))
    const waitMs = Math.max(...met.map((each) => each.waitMs))
    if (waitMs > 0 || !(await takeTurns(ctx, met))) refuseUntil(waitMs)
    const result = await call()
    await giveBack(failures())
    return result
  } catch (error) {
    const { reason } = toRefusal(error)
    if (reason === 'auth.invalid_credentials') await countTurns(ctx, met)
    // Who has waited in vain for the database does not wait for it again.
    else if (reason === 'service.unavailable') void giveBack(met)
    else if (reason === 'request.rate_limited') await giveBack(met)
    else if (reason === 'service.busy') await Promise.all([giveBack(met), giveTurnsBack(ctx, met)])
    else await giveBack(failures())
    throw error
  }
}

/** Counts a call towards one limit, and finds out how long it has to wait. */
async function meet<Name extends LimitName>(
  ctx: Counting,
  name: Name,
  parts: string[],
): Promise<Met<Name>> {
  const { limiter, env, address } = ctx
  const { seconds, beyond } = limits[name]
  const key = keyOf(name, parts)
  const count = await limiter.count(key, seconds)
  const quota = limits[name].quota * env.rateLimitFactor
  const excess = count.calls - quota
  const met: Met<Name> = { name, key, count, waitMs: excess > 0 ? count.leftMs : 0 }
  if (excess > 0 && beyond === 'turns') {
    const turn = keyOf('turn', [name, ...parts, networkOf(address())])
    met.turn = { key: turn, count: await askForTurn(limiter, turn, failedTurnsOf(key)) }
    met.waitMs = Math.max(0, met.turn.count.leftMs - TURN_KEPT_SECONDS * 1000)
  }
  showRate(ctx, name, {
    quota,
    window: seconds,
    left: Math.max(0, -excess),
    seconds: Math.ceil((met.waitMs || count.leftMs) / 1000),
  })
  return met
}

/**
 * The first to ask is told to wait; who asks again after that has the turn, once. So whoever guesses from elsewhere
 * takes nobody's turn, and from each address there is one try at a time. The wait doubles with each turn that has failed,
 * and not with the calls that are under way at this moment, which may be right.
 */
async function askForTurn(limiter: Limiter, key: string, failedKey: string): Promise<Count> {
  const failed = await limiter.read(failedKey)
  return limiter.count(key, Math.min(2 ** failed, MAX_TURN_SECONDS) + TURN_KEPT_SECONDS)
}

/** Whether the call has each turn that it needs; of two that come for one, it is one's. */
async function takeTurns(ctx: Counting, met: Met<LimitName>[]): Promise<boolean> {
  const turns = met.flatMap(({ turn }) => turn ?? [])
  const taken = await Promise.all(turns.map(({ key, count }) => ctx.limiter.remove(key, count)))
  return taken.every(Boolean)
}

/** Whoever had the turn has it still: with no wait before it. */
async function giveTurnsBack(ctx: Counting, met: Met<LimitName>[]): Promise<void> {
  const turns = met.flatMap(({ turn }) => turn ?? [])
  await Promise.all(turns.map(({ key }) => ctx.limiter.count(key, TURN_KEPT_SECONDS)))
}

/** A wrong password by turns makes the next turns wait longer. */
async function countTurns(ctx: Counting, met: Met<LimitName>[]): Promise<void> {
  const byTurn = met.filter(({ turn }) => turn !== undefined)
  await Promise.all(
    byTurn.map(({ name, key }) => ctx.limiter.count(failedTurnsOf(key), limits[name].seconds)),
  )
}

function failedTurnsOf(key: string): string {
  return `failed:${key}`
}

function refuseUntil(waitMs: number): never {
  return refuse('request.rate_limited', {
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  })
}

/** No address, of either kind, is kept as it is. */
function keyOf(name: string, parts: string[]): string {
  return `${name}:${hash('sha256', parts.join('\n'), 'base64url')}`
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
