// A socket for `pg` that ends in a PGlite in this process, so that one driver serves both kinds of database.
import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'

/**
 * Speaks PostgreSQL's wire protocol to PGlite, as `net.Socket` does to a server.
 * PGlite has one session: use it behind a pool of one connection.
 */
export class PGliteSocket extends Duplex {
  readonly #database: PGlite

  constructor(database: PGlite) {
    super()
    this.#database = database
  }

  /** A new connection finds nothing of the one before it: no open transaction, no setting, no prepared statement. */
  connect(): this {
    this.#database
      .exec('ROLLBACK')
      .then(() => this.#database.exec('DISCARD ALL'))
      .then(
        () => this.emit('connect'),
        (error: Error) => this.destroy(error),
      )
    return this
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#execute(chunk).then(() => done(), done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#execute(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done)
  }

  override _read(): void {}

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  async #execute(message: Buffer): Promise<void> {
    if (message[0] === TERMINATE) return
    await this.#database.runExclusive(() =>
      this.#database.execProtocolRawStream(message, {
        onRawData: (data) => this.push(Buffer.from(data)),
      }),
    )
  }
}

const TERMINATE = 'X'.charCodeAt(0)
