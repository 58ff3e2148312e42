// HTTP/1.1 on a bare socket: sends what no client would, and reads whatever comes back.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface Answer {
  status: number
  headers: Headers
  text: string
}

export interface Alone {
  answers: number
  /** Whether the server is told that nothing follows. Node then drops the answer to a request that was whole. */
  isCut: boolean
}

/** How long an answer may take, in milliseconds; far beyond what a busy machine needs. */
const PATIENCE_MS = 20_000

/** A connection that is kept between requests, and opened anew when the server has closed it. */
export class Connection {
  readonly #port: number
  #socket: Socket | undefined
  #received: Buffer = Buffer.alloc(0)
  #isOver = true
  #wake: () => void = () => undefined

  constructor(url: string) {
    this.#port = Number(new URL(url).port)
  }

  /**
   * Sends one request and reads its one answer.
   * @throws {Error} when none comes in time, or the connection ends first
   */
  async ask(request: Buffer, method: string): Promise<Answer> {
    if (this.#received.length > 0) throw new Error('More was answered than had been asked.')
    if (this.#isOver) await this.#open()
    this.#socket?.write(request)
    const answer = await this.#read(method)
    if (answer === undefined) throw new Error('The connection was closed without an answer.')
    if (answer.headers.get('connection') === 'close') this.close()
    return answer
  }

  /**
   * Sends bytes that may be no request, or several, on a connection of their own, and reads up to so many answers: fewer
   * when the server has closed it.
   */
  async askAlone(bytes: Buffer, method: string, { answers, isCut }: Alone): Promise<Answer[]> {
    await this.#open()
    if (isCut) this.#socket?.end(bytes)
    else this.#socket?.write(bytes)
    const found: Answer[] = []
    for (let answer: Answer | undefined; found.length < answers; found.push(answer)) {
      answer = await this.#read(method)
      if (answer === undefined) break
    }
    this.close()
    return found
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#isOver = true
    this.#received = Buffer.alloc(0)
  }

  async #open(): Promise<void> {
    this.close()
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    this.#socket = socket
    this.#isOver = false
    socket.on('data', (chunk: Buffer) => {
      if (this.#socket !== socket) return
      this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk
      this.#wake()
    })
    // Whatever had come by then is still read: a server may answer and close while it is written to.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#isOver = true
      this.#wake()
    })
    await once(socket, 'connect')
  }

  /** The next answer; undefined when the connection is over before one has begun. */
  async #read(method: string): Promise<Answer | undefined> {
    let isLate = false
    const deadline = setTimeout(() => {
      isLate = true
      this.#wake()
    }, PATIENCE_MS)
    try {
      for (;;) {
        const parsed = parse(this.#received, method, this.#isOver)
        if (parsed) {
          this.#received = this.#received.subarray(parsed.length)
          return parsed.answer
        }
        if (this.#isOver && this.#received.length > 0) throw new Error('The answer was cut off.')
        if (this.#isOver) return undefined
        if (isLate) throw new Error(`No answer came within ${PATIENCE_MS / 1000} seconds.`)
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    } catch (error) {
      this.close()
      throw error
    } finally {
      clearTimeout(deadline)
    }
  }
}

/** The first answer in `bytes`, and how many of them it takes; undefined until all of it is there. */
function parse(
  bytes: Buffer,
  method: string,
  isOver: boolean,
): { answer: Answer; length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
  if (Number.isNaN(status)) throw new Error(`This is no answer: ${first.slice(0, 200)}`)
  const start = end + 4
  // 100 Continue: the answer is still to come.
  if (status < 200) {
    const rest = parse(bytes.subarray(start), method, isOver)
    return rest && { ...rest, length: start + rest.length }
  }
  const headers = new Headers(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()]
    }),
  )
  const isBare = method === 'HEAD' || status === 204 || status === 304
  const body = isBare ? { text: '', end: start } : readBody(bytes, start, headers, isOver)
  return body && { answer: { status, headers, text: body.text }, length: body.end }
}

function readBody(
  bytes: Buffer,
  start: number,
  headers: Headers,
  isOver: boolean,
): { text: string; end: number } | undefined {
  const length = headers.get('content-length')
  if (length !== null) {
    const end = start + Number(length)
    return bytes.length < end ? undefined : { text: bytes.toString('utf8', start, end), end }
  }
  if (headers.get('transfer-encoding') !== 'chunked') {
    return isOver ? { text: bytes.toString('utf8', start), end: bytes.length } : undefined
  }
  const chunks: Buffer[] = []
  for (let at = start; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (Number.isNaN(size)) throw new Error('A chunk has no size.')
    const end = line + 2 + size + 2
    if (bytes.length < end) return undefined
    if (size === 0) return { text: Buffer.concat(chunks).toString('utf8'), end }
    chunks.push(bytes.subarray(line + 2, end - 2))
    at = end
  }
}
