// Changing the secrets that sign tokens, on two instances, while members go on: nobody notices.
import { EventEmitter, once } from 'node:events'
import { hasServer } from '@delete/db/testing'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import type { Answer } from './answers.ts'
import type { TokenPair } from './harness.ts'
import { startInstances } from './instances.ts'

const OLD = 'old:a secret of the tests that has more than 32 bytes'
const NEW = 'new:another secret of theirs that has more than 32 bytes'

describe.runIf(hasServer())('two instances whose secrets change in three steps', async () => {
  if (!hasServer()) return
  const { restart, signUp, call, refresh, statusOfMe, countEvents } = await startInstances(2, {
    JWT_SECRETS: OLD,
    RATE_LIMIT_FACTOR: '1000000',
  })

  /** Asks one of them, and the other when that one is away, as a proxy does. */
  async function reach(index: number, ask: (index: number) => Promise<Answer>): Promise<unknown> {
    const answer = await ask(index).catch(() => null)
    if (!answer || answer.status === 503) return reach(index + 1, ask)
    if (answer.status !== 200) throw new Error(`A member has heard ${answer.status}.`)
    return answer.body
  }

  /** A member who calls and refreshes, one after the other, now here and now there, and hears no refusal. */
  class BusyMember {
    tokens: TokenPair
    readonly #refreshed = new EventEmitter()
    readonly #ended: Promise<void>
    #isStopping = false

    constructor(tokens: TokenPair, index: number) {
      this.tokens = tokens
      this.#ended = this.#goOn(index)
      this.#ended.catch(() => undefined)
    }

    async #goOn(from: number): Promise<void> {
      for (let index = from; !this.#isStopping; index += 1) {
        const { accessToken: token, refreshToken } = this.tokens
        await reach(index, (index) => call(index, 'GET', '/v1/users/me', { token }))
        const next = await reach(index + 1, (index) => refresh(index, refreshToken))
        this.tokens = next as TokenPair
        this.#refreshed.emit('refreshed')
      }
    }

    /** Until a refresh has brought tokens that this secret signs. */
    async waitFor(kid: string): Promise<void> {
      do await Promise.race([once(this.#refreshed, 'refreshed'), this.#ended])
      while (kidOf(this.tokens.refreshToken) !== kid)
    }

    stop(): Promise<void> {
      this.#isStopping = true
      return this.#ended
    }
  }

  const kidOf = (token: string): string | undefined => decodeProtectedHeader(token).kid

  test('log nobody out', async () => {
    const accounts = await Promise.all(Array.from({ length: 4 }, () => signUp()))
    const members = accounts.map((tokens, index) => new BusyMember(tokens, index))
    const steps = [
      { secrets: `${OLD},${NEW}`, kid: 'old' },
      { secrets: `${NEW},${OLD}`, kid: 'new' },
      { secrets: NEW, kid: 'new' },
    ]
    for (const { secrets, kid } of steps) {
      await restart(0, { JWT_SECRETS: secrets })
      await restart(1, { JWT_SECRETS: secrets })
      await Promise.all(members.map((member) => member.waitFor(kid)))
    }
    await Promise.all(members.map((member) => member.stop()))
    for (const { tokens } of members) {
      expect([kidOf(tokens.accessToken), kidOf(tokens.refreshToken)]).toEqual(['new', 'new'])
      for (const index of [0, 1]) expect(await statusOfMe(index, tokens.accessToken)).toBe(200)
    }
    for (const { userId, accessToken, refreshToken } of accounts) {
      expect(await statusOfMe(0, accessToken)).toBe(401)
      expect((await refresh(1, refreshToken)).status).toBe(401)
      expect(await countEvents(userId, 'refresh_replayed')).toBe(0)
    }
  })
})
