// Connections to a PostgreSQL server: bounded in number and in time, and shared fairly between kinds of work.
import { AsyncLocalStorage } from 'node:async_hooks'
import { Socket } from 'node:net'
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg'

export interface PoolLimits {
  /** Connections at most; two at least, where one is kept for the vital kind. */
  size: number
  /** How long a caller waits for a connection, in milliseconds. */
  connectionTimeoutMs: number
  /** How long one statement may take, waiting for locks included, in milliseconds. */
  statementTimeoutMs: number
}

/**
 * A pool on a PostgreSQL server. An `application_name` in the URL wins over ours.
 * @param vital the kind of work that the last free connection is kept for
 */
export function createPostgresPool(url: string, limits: PoolLimits, vital?: string): FairPool {
  return new FairPool(url, limits, vital)
}

const kinds = new AsyncLocalStorage<string>()

/** Runs `work`; the connections that it takes from a pool count as one kind's. */
export function workAs<Result>(kind: string, work: () => Result): Result {
  return kinds.run(kind, work)
}

/** For work that may take as long as it takes: from now on, nothing ends this connection's statements. */
export async function liftLimits(client: PoolClient): Promise<void> {
  if (client instanceof WatchedClient) client.socket.setTimeout(0)
  await client.query('SET statement_timeout = 0')
  await client.query('SET idle_in_transaction_session_timeout = 0')
}

type ConnectCallback = Parameters<Pool['connect']>[0]
type Done = (error: Error | undefined, client?: PoolClient) => void

interface Waiting {
  kind: string
  /** Who came first has the smallest. */
  turn: number
  admit: () => void
  timer: NodeJS.Timeout
}

/**
 * A kind of work gets a connection while it has fewer of them than are free, not counting the last, which is kept for
 * the vital kind: of ten, one that is stuck (behind a lock, say) gets five, a second two, and two more one each.
 * (The rule is that of dynamic thresholds in switches: Choudhury and Hahne, 1998.)
 */
export class FairPool extends Pool {
  readonly #size: number
  readonly #vital: string | undefined
  readonly #timeoutMs: number
  readonly #clients = new Set<WatchedClient>()
  // No entry of these is ever deleted: a Map that is emptied and filled again at each call leaves tables behind, which keep
  // what was in them, whole requests, until the old space is collected. There are as many kinds as procedures.
  readonly #holders = new WeakMap<PoolClient, string>()
  readonly #taken = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting[]>()
  #free: number
  #turns = 0

  constructor(
    url: string,
    { size, connectionTimeoutMs, statementTimeoutMs }: PoolLimits,
    vital?: string,
  ) {
    const target = new URL(url)
    // adapter-pg writes times without an offset.
    const options = `${target.searchParams.get('options') ?? ''} -c TimeZone=UTC`.trim()
    target.searchParams.set('options', options)
    super({
      Client: WatchedClient,
      connectionString: target.href,
      application_name: 'delete-api',
      max: size,
      connectionTimeoutMillis: connectionTimeoutMs,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: statementTimeoutMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    })
    this.#size = size
    this.#vital = vital
    this.#free = size
    this.#timeoutMs = connectionTimeoutMs
    // The server ends a statement that takes too long; when even that is not heard of, the connection is dead.
    const silenceMs = statementTimeoutMs + 2_000
    this.on('connect', (client) => {
      if (client instanceof WatchedClient) this.#clients.add(client)
    })
    this.on('remove', (client) => {
      if (client instanceof WatchedClient) this.#clients.delete(client)
    })
    this.on('acquire', (client) => {
      if (client instanceof WatchedClient) client.socket.setTimeout(silenceMs)
      client.on('error', leaveToQuery)
    })
    this.on('release', (_error, client) => {
      if (client instanceof WatchedClient) client.socket.setTimeout(0)
      client.off('error', leaveToQuery)
      const kind = this.#holders.get(client)
      if (kind !== undefined) this.#giveBack(kind)
    })
  }

  override connect(): Promise<PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    const kind = kinds.getStore() ?? ''
    if (callback) {
      this.#checkOut(kind, (error, client) =>
        callback(error, client, (reason) => client?.release(reason)),
      )
      return
    }
    return new Promise((resolve, reject) => {
      this.#checkOut(kind, (error, client) => (client ? resolve(client) : reject(error)))
    })
  }

  /** Ends every connection at once, whatever the server does: for when nobody waits for an answer any more. */
  async endNow(): Promise<void> {
    const ended = this.end()
    for (const { socket } of this.#clients) socket.destroy()
    await ended
  }

  /** By callbacks throughout: in a promise's turn, a connection that breaks would be handed over as if it were whole. */
  #checkOut(kind: string, done: Done): void {
    const connect = (): void =>
      super.connect((error, client) => {
        if (client) this.#holders.set(client, kind)
        else this.#giveBack(kind)
        done(error, client)
      })
    if (this.#mayTake(kind)) {
      this.#take(kind)
      connect()
    } else {
      this.#wait(kind, connect, done)
    }
  }

  #mayTake(kind: string): boolean {
    const isKept = this.#vital !== undefined && kind !== this.#vital
    return (this.#taken.get(kind) ?? 0) < this.#free - (isKept ? 1 : 0)
  }

  #take(kind: string): void {
    this.#taken.set(kind, (this.#taken.get(kind) ?? 0) + 1)
    this.#free -= 1
  }

  #giveBack(kind: string): void {
    this.#taken.set(kind, (this.#taken.get(kind) ?? 0) - 1)
    this.#free += 1
    for (let next = this.#next(); next; next = this.#next()) {
      this.#take(next.kind)
      next.admit()
    }
  }

  /** Of those whose kind may have a connection, who has waited longest. */
  #next(): Waiting | undefined {
    let next: Waiting | undefined
    for (const [kind, [first]] of this.#waiting) {
      if (first && first.turn < (next?.turn ?? Infinity) && this.#mayTake(kind)) next = first
    }
    return next
  }

  #wait(kind: string, connect: () => void, done: Done): void {
    const waiting = this.#waiting.get(kind) ?? []
    this.#waiting.set(kind, waiting)
    const leave = (): void => {
      clearTimeout(entry.timer)
      waiting.splice(waiting.indexOf(entry), 1)
    }
    this.#turns += 1
    const entry: Waiting = {
      kind,
      turn: this.#turns,
      admit: () => {
        leave()
        connect()
      },
      timer: setTimeout(() => {
        leave()
        const ms = this.#timeoutMs
        done(timedOut(`None of ${this.#size} connections was free within ${ms} ms.`))
      }, this.#timeoutMs),
    }
    waiting.push(entry)
  }
}

/** A client whose socket its pool can watch: a server that froze, or a network that lost us, sends no error. */
class WatchedClient extends Client {
  readonly socket: Socket

  constructor(config?: ClientConfig) {
    const socket = new Socket()
    super({ ...config, stream: () => socket })
    this.socket = socket
    socket.on('timeout', () => socket.destroy(timedOut('The database has stopped answering.')))
  }
}

/** A connection in use that breaks fails the query under way or the next one; without a listener it would end the process. */
function leaveToQuery(): void {}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' })
}
