// The HTTP server: taking its port, cutting off who dawdles, and giving the port back without dropping a request.
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { StartError } from '@delete/db/startError'
import type { ErrorCode } from '@delete/schemas/errors'
import type { Deps } from './deps.ts'
import { SERVER_LIMITS } from './limits.ts'
import { describePortHolder } from './portHolder.ts'
import { writeProblem } from './problems.ts'

export interface Listener {
  /** The port that was taken: a free one where the settings say 0. */
  port: number
  /**
   * Stops accepting, and resolves once every request that was accepted is answered. What has no answer when the
   * grace is over hears 503.
   */
  close: () => Promise<void>
}

/** What requests in hand are given to finish, in milliseconds. */
const GRACE_MS = 8_000

/** For connections that wait to be accepted: until none has come for some time, or too many do. */
const QUIET_MS = 10
const DRAIN_MS = 500

/** For requests that are on their way over connections that look idle. */
const LINGER_MS = 250

/**
 * Serves `app` on the host and port of the settings.
 * @throws {StartError} when the address cannot be had, naming who has it where that can be found out
 */
export async function listen(
  app: RequestListener,
  { env, log }: Pick<Deps, 'env' | 'log'>,
  { limits = SERVER_LIMITS, graceMs = GRACE_MS } = {},
): Promise<Listener> {
  const sockets = new Set<Socket>()
  // Overwritten, never deleted from: the tables that a Map leaves behind would keep whole requests until the old space is collected.
  const answers = new WeakMap<Duplex, ServerResponse | undefined>()
  let isClosing = false
  let accepted = 0

  const serve: RequestListener = (req, res) => {
    const earlier = answers.get(req.socket)
    // It says that it is the last (RFC 9112, 9.6).
    if (isClosing && earlier?.headersSent) return
    answers.set(req.socket, res)
    res.once('close', () => {
      if (answers.get(req.socket) === res) answers.set(req.socket, undefined)
    })
    if (isClosing) {
      earlier?.removeHeader('Connection')
      res.setHeader('Connection', 'close')
    }
    req.url = toPath(req.url ?? '')
    app(req, res)
  }
  const server = createServer(limits, serve)
  // Node itself would answer 417; what is expected may as well be left alone (RFC 9110, 10.1.1).
  server.on('checkExpectation', serve)
  server.on('connection', (socket) => {
    sockets.add(socket)
    accepted += 1
    socket.once('close', () => sockets.delete(socket))
  })
  const refuse = (socket: Duplex, reason: ErrorCode): void => {
    const answer = answers.get(socket)
    if (socket.writable && !answer?.headersSent) writeProblem({ env, log }, socket, reason, answer)
    else socket.destroy()
  }
  server.on('clientError', (error, socket) => {
    const answer = answers.get(socket)
    const isUnderWay = answer?.headersSent && !answer.writableEnded
    if (!answer?.req.complete || isUnderWay) return refuse(socket, reasonOf(error))
    // What is broken came behind a request that is whole: that one is answered as if it were the last.
    if (!answer.headersSent) answer.setHeader('Connection', 'close')
    answer.once('close', () => socket.destroy())
  })
  server.on('connect', (_req, socket) => refuse(socket, 'request.malformed'))

  server.listen(env.port, env.host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(explain(error, env.host, env.port), { cause: error })
  }

  /** Takes every connection that the system has taken for us: closing resets those, with the requests that are on them. */
  const drainQueue = async (): Promise<void> => {
    // Node accepts one connection a turn (libuv 1.52). Nobody is heard meanwhile, so that no answer brings the next call.
    // (A connection that is paused before its first tick is over starts to read all the same.)
    const pause = (socket: Socket): void => process.nextTick(() => socket.pause())
    for (const socket of sockets) pause(socket)
    server.on('connection', pause)
    const drainingSince = performance.now()
    for (let quietMs = 0; quietMs < QUIET_MS && performance.now() - drainingSince < DRAIN_MS;) {
      const [before, startedAt] = [accepted, performance.now()]
      await setImmediate()
      const turnMs = performance.now() - startedAt
      // At the end of a turn that took long, somebody may have come.
      quietMs = accepted === before && turnMs < 1 ? quietMs + turnMs : 0
    }
    server.off('connection', pause)
  }

  const close = async (): Promise<void> => {
    const closed = once(server, 'close')
    isClosing = true
    for (const socket of sockets) {
      const answer = answers.get(socket)
      if (answer && !answer.headersSent) answer.setHeader('Connection', 'close')
    }
    await drainQueue()
    // Not the HTTP server's own, which cuts connections that look idle: their next request may be on its way.
    NetServer.prototype.close.call(server)
    for (const socket of sockets) socket.resume()
    const closingSince = performance.now()
    const sweep = setInterval(() => {
      if (performance.now() - closingSince < LINGER_MS) return
      server.closeIdleConnections()
      // Node counts a connection as idle after its first request only; browsers open some that they never use.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }, 50)
    const grace = setTimeout(() => {
      for (const socket of sockets) refuse(socket, 'service.unavailable')
    }, graceMs)
    await closed
    clearInterval(sweep)
    clearTimeout(grace)
  }
  return { port: (server.address() as AddressInfo).port, close }
}

function reasonOf({ code }: NodeJS.ErrnoException): ErrorCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request.timeout'
  return code === 'HPE_HEADER_OVERFLOW' ? 'request.headers_too_large' : 'request.malformed'
}

/** A target may be a whole URL (RFC 9112, 3.2.2) or `*`; only its path and query count. */
function toPath(target: string): string {
  if (target.startsWith('/')) return target
  return /^https?:\/\/[^/?#]*(\/.*)$/i.exec(target)?.[1] ?? '/'
}

function explain(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : String(error)
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by ${describePortHolder(port)}. Stop that process, or set PORT to another port.`
  }
  if (code === 'EACCES')
    return `Port ${port} is reserved for the system. Set PORT to one above 1023.`
  return `Cannot listen on ${host}, port ${port} (${String(code)}). Correct HOST or PORT.`
}
