// One who sends generated requests, one after another, as a member who is logged in.
import { fill, learn, logIn, type Member, type Secret } from './members.ts'
import { howAlone, isWhole, type Recipe, toBytes } from './recipe.ts'
import type { Rules } from './rules.ts'
import { type Answer, Connection } from './wire.ts'

/** After a failure, how long smaller requests that fail too are looked for, in milliseconds. */
const SHRINKING_MS = 20_000

export class Caller {
  readonly #url: string
  readonly #secret: Secret
  readonly #rules: Rules
  readonly #onAnswer: ((kind: string) => void) | undefined
  readonly #connection: Connection
  #member: Member | undefined
  #isLoggedIn = false
  #others = ''
  #count = 0
  #failedAt: number | undefined

  constructor(
    url: string,
    secret: Secret,
    rules: Rules,
    onAnswer: ((kind: string) => void) | undefined,
  ) {
    this.#url = url
    this.#secret = secret
    this.#rules = rules
    this.#onAnswer = onAnswer
    this.#connection = new Connection(url)
  }

  async try(recipe: Recipe): Promise<void> {
    if (performance.now() > (this.#failedAt ?? Infinity) + SHRINKING_MS) return
    if (!this.#isLoggedIn) await this.#logIn()
    this.#count += 1
    const sent = fill(recipe, this.#own(), this.#secret)
    try {
      const answers = await this.#send(sent)
      for (const answer of answers) {
        this.#onAnswer?.(`${doorOf(sent)} ${answer.status}`)
        this.#rules(answer, sent)
        if (this.#member) learn(this.#member, answer)
        if (answer.status === 401 && /~(?:access|refresh)~/.test(JSON.stringify(recipe)))
          this.#isLoggedIn = false
      }
    } catch (error) {
      this.#failedAt ??= performance.now()
      throw error
    }
  }

  close(): void {
    this.#connection.close()
  }

  async #send(sent: Recipe): Promise<Answer[]> {
    const bytes = toBytes(sent)
    if (!isWhole(sent)) return this.#connection.askAlone(bytes, sent.method, howAlone(sent))
    return [await this.#connection.ask(bytes, sent.method)]
  }

  async #logIn(): Promise<void> {
    const other = this.#others === '' ? await logIn(this.#url) : undefined
    this.#others = other?.own.session ?? this.#others
    const found = await logIn(this.#url, this.#member)
    this.#member = found ?? this.#member
    // While the service will not have it, the requests come from nobody.
    this.#isLoggedIn = true
  }

  #own(): Record<string, string> {
    const count = String(this.#count)
    return {
      ...this.#member?.own,
      othersSession: this.#others,
      count: `${process.pid}-${performance.now().toFixed(0)}-${count}`,
      // The same for some requests.
      key: `key-${Math.floor(this.#count / 20)}`,
      othersKey: 'key-0',
    }
  }
}

function doorOf({ target }: Recipe): string {
  return /^\/(trpc|v1)\//.exec(target)?.[1] ?? 'else'
}
