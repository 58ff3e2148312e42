// Idempotency-Key: a request that is sent again has its effect once and hears the first answer again, on whichever
// instance, and after a crash.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Tx } from '@delete/db/client'
import { describeCause } from '@delete/db/errors'
import { type Contract, takesIdempotencyKey } from '@delete/schemas/contract'
import type { ErrorCode, Issue } from '@delete/schemas/errors'
import type { Call, Caller } from './context.ts'
import type { Deps } from './deps.ts'
import { refuse, toRefusal } from './errors.ts'
import { claimKey, findKey, releaseKey, saveAnswer, takeKey } from './idempotencyKeys.ts'
import type { ServerKey } from './keys.ts'
import { seal, unseal } from './seal.ts'
import { networkOf } from './throttle.ts'

/** How long an answer is kept, in seconds. */
const KEPT_SECONDS = 86_400

/** How long a try has its key to itself, in seconds: after that it may have been a crash, and another one may begin. */
const CLAIM_SECONDS = 10

/** When a caller who came during the first try may ask again, in seconds. */
const IN_PROGRESS_SECONDS = 1

/**
 * Writes the answer down, in the transaction of the effect: so there are both or neither.
 * @param userId whom the answer is about, if anybody; it goes when they do
 * @throws {Refusal} `request.in_progress` when this try took so long that another one has begun: nothing is written then
 */
export type Keep<Output> = (tx: Tx, output: Output, userId: string | null) => Promise<void>

/** What is kept: what the work came to, or the refusal that it came to. */
type Kept<Output> = { output?: Output } | { reason: ErrorCode; issues: Issue[] }

/** A key as its caller means it: for this caller, this operation and this input. */
interface KeyUse {
  id: string
  input: string
}

/**
 * Does `work` once for each Idempotency-Key of a caller, and answers what it came to; without a key, does it.
 * A refusal for reasons of the operation's own is an answer too; after any other failure the key is free again.
 * @param work calls `keep` in its transaction, with what it then returns
 * @throws {Refusal} `request.in_progress`, `request.key_reused`, `request.invalid` for what is no key; what `work` throws
 */
export async function doOnce<Output>(
  call: Call & Partial<Caller>,
  contract: Contract,
  input: unknown,
  work: (keep: Keep<Output>) => Promise<Output>,
): Promise<Output> {
  const key = readKey(call)
  if (key === undefined || !takesIdempotencyKey(contract.rest)) return work(async () => undefined)
  const use = {
    id: identify(call, contract, key),
    input: JSON.stringify(input) ?? '',
  }
  const claim = randomUUID()
  const answered = await begin(call, use, claim)
  if (answered) return replay(call, answered) as Output
  let isKept = false
  const save = async (tx: Tx, kept: Kept<Output>, userId: string | null): Promise<boolean> =>
    saveAnswer(tx, {
      id: use.id,
      claim,
      answer: seal(call.keys.current, { purpose: 'answer', id: use.id }, kept),
      userId,
    })
  try {
    const output = await work(async (tx, output, userId) => {
      if (!(await save(tx, { output }, userId))) refuseInProgress()
      isKept = true
    })
    if (!isKept) throw new Error(`${contract.rest.path} did not keep its answer.`)
    return output
  } catch (error) {
    const { reason, status, issues } = toRefusal(error)
    const isAnswer = status < 500 && contract.rest.errors.includes(reason)
    const settled = isAnswer
      ? save(call.db, { reason, issues }, null)
      : releaseKey(call.db, use.id, claim).then(() => true)
    // A claim that stays runs out by itself; the answer is what the call has come to.
    const isOurs = await settled.catch((failure: unknown) => {
      call.log.warn({ reason: describeCause(failure) }, 'An Idempotency-Key stays claimed.')
      return true
    })
    // What was refused was refused because of the try that has begun meanwhile.
    if (!isOurs) refuseInProgress()
    throw error
  }
}

/** The key, as a structured string (`"..."`, as in the IETF's draft) or as it is. */
function readKey({ header }: Pick<Call, 'header'>): string | undefined {
  const given = header('idempotency-key')
  if (given === undefined) return undefined
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) refuse('request.invalid', { issues: [NO_KEY] })
  return key
}

const NO_KEY = {
  pointer: '',
  code: 'invalid_format',
  message: 'The header Idempotency-Key must have 1 to 255 visible ASCII characters and no spaces',
}

/** Another caller's key is another key, even with the same text; who is nobody yet is told apart by address. */
function identify(call: Call & Partial<Caller>, { rest }: Contract, key: string): string {
  const caller = call.actor?.id ?? networkOf(call.address())
  const parts = [caller, rest.method, rest.path, key]
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}

/** Claims the key, unless there is an answer already. Each turn of the loop follows a change that somebody else has made. */
async function begin(
  { db, clock, keys }: Pick<Deps, 'db' | 'clock' | 'keys'>,
  use: KeyUse,
  claim: string,
): Promise<Kept<unknown> | undefined> {
  const now = clock.now()
  const claimed = {
    id: use.id,
    kid: keys.current.kid,
    fingerprint: fingerprint(keys.current, use),
    claim,
    claimedUntil: new Date(now.getTime() + CLAIM_SECONDS * 1000),
    expiresAt: new Date(now.getTime() + KEPT_SECONDS * 1000),
  }
  for (let tries = 0; tries < 3; tries += 1) {
    if (await claimKey(db, claimed)) return undefined
    const row = await findKey(db, use.id)
    if (!row) continue
    if (row.expiresAt > now) {
      // Under a secret that is no longer ours nobody can tell, nor read the answer.
      const key = keys.byKid.get(row.kid)
      if (!key || row.fingerprint !== fingerprint(key, use)) return refuse('request.key_reused')
      if (row.answer)
        return unseal(key, { purpose: 'answer', id: use.id }, row.answer) as Kept<unknown>
      if (row.claimedUntil > now) refuseInProgress()
    }
    if (await takeKey(db, row, claimed)) return undefined
  }
  return refuseInProgress()
}

function refuseInProgress(): never {
  return refuse('request.in_progress', { retryAfterSeconds: IN_PROGRESS_SECONDS })
}

function replay({ setHeader }: Pick<Call, 'setHeader'>, kept: Kept<unknown>): unknown {
  setHeader('Idempotent-Replayed', 'true')
  if ('reason' in kept) refuse(kept.reason, kept)
  return kept.output
}

/** By it an input is recognised, without being kept. */
function fingerprint({ derived }: ServerKey, { id, input }: KeyUse): string {
  return createHmac('sha256', derived.fingerprint).update(`${id}\n${input}`).digest('base64url')
}
