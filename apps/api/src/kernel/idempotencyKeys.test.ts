// Idempotency-Key below the doors: which uses are one use, and which of two tries writes the answer.
import { randomUUID } from 'node:crypto'
import { startApi } from '@delete/api/testing'
import * as contract from '@delete/schemas/auth'
import type { Contract } from '@delete/schemas/contract'
import { expect, test } from 'vitest'
import type { Call } from './context.ts'
import { refuse } from './errors.ts'
import { doOnce, type Keep } from './idempotency.ts'
import { makeKeys } from './keys.ts'

const api = await startApi()
const [other] = makeKeys([{ kid: 'other', secret: Buffer.alloc(32, 'o') }]).byKid.values()

const callWith = (key: string): Call => ({
  ...api.deps,
  address: () => '192.0.2.1',
  header: (name) => (name === 'idempotency-key' ? key : undefined),
  setHeader: () => undefined,
  rates: new Map(),
})

const at = (path: `/${string}`, { rest, ...rules }: Contract = contract.signup): Contract => ({
  ...rules,
  rest: { ...rest, path },
})

const { userId } = await api.signUp()

/** Work that comes to `output`, after whatever else happens meanwhile. */
const workOf =
  (output: string, meanwhile: () => Promise<unknown> = async () => undefined) =>
  async (keep: Keep<string>): Promise<string> => {
    await meanwhile()
    await api.db.$transaction((tx) => keep(tx, output, userId))
    return output
  }

test('a key of one operation says nothing to another', async () => {
  const call = callWith(randomUUID())
  expect(await doOnce(call, at('/one'), {}, workOf('first'))).toBe('first')
  expect(await doOnce(call, at('/other'), {}, workOf('second'))).toBe('second')
  expect(await doOnce(call, at('/one'), {}, workOf('third'))).toBe('first')
})

test('the fingerprint of a body is another one under another secret', async () => {
  const input = { email: 'ada@example.com' }
  const key = randomUUID()
  const { keys } = api.deps
  const fingerprint = async (current = keys.current): Promise<string | undefined> => {
    await api.db.idempotencyKey.deleteMany()
    const call = { ...callWith(key), keys: { ...keys, current } }
    await doOnce(call, at('/one'), input, workOf('done'))
    return (await api.db.idempotencyKey.findFirst())?.fingerprint
  }
  const ours = await fingerprint()
  expect(await fingerprint()).toBe(ours)
  expect(await fingerprint(other)).not.toBe(ours)
})

test('a try that another has overtaken writes no answer, and says so', async () => {
  const call = callWith(randomUUID())
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  let other: Promise<string> | undefined
  const overtaken = workOf('late', async () => {
    api.advance(10)
    const overtaking = workOf('in time', () => {
      begin()
      return ended
    })
    other = doOnce(call, at('/one'), {}, overtaking)
    await begun
  })
  await expect(doOnce(call, at('/one'), {}, overtaken)).rejects.toMatchObject({
    reason: 'request.in_progress',
  })
  end()
  expect(await other).toBe('in time')
  expect(await doOnce(call, at('/one'), {}, workOf('third'))).toBe('in time')
})

test('a refusal that is none of the operation’s own leaves the key free', async () => {
  const call = callWith(randomUUID())
  const refused = doOnce(call, at('/one'), {}, async () => refuse('auth.unauthenticated'))
  await expect(refused).rejects.toMatchObject({ reason: 'auth.unauthenticated' })
  expect(await doOnce(call, at('/one'), {}, workOf('done'))).toBe('done')
})
