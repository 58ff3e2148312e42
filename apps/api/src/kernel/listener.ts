// The HTTP server: taking its port, and giving it back without dropping a request.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { StartError } from '@delete/db/startError'
import type { Env } from './env.ts'
import { describePortHolder } from './portHolder.ts'

export interface Listener {
  /** The port that was taken: a free one where the settings say 0. */
  port: number
  /** Stops accepting, and resolves once the requests in hand are answered or the grace is over. */
  close: () => Promise<void>
}

/** What requests in hand are given to finish, in milliseconds. */
const GRACE_MS = 8_000

/**
 * Serves `app` on the host and port of the settings.
 * @throws {StartError} when the address cannot be had, naming who has it where that can be found out
 */
export async function listen(
  app: RequestListener,
  { host, port }: Pick<Env, 'host' | 'port'>,
): Promise<Listener> {
  const server = createServer((req, res) => {
    req.url = toPath(req.url ?? '')
    app(req, res)
  })
  // Longer than a proxy keeps its end (60 s is usual), so that it never writes into a closed connection.
  server.keepAliveTimeout = 65_000
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new StartError(explain(error, host, port), { cause: error })
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      // Node counts a connection as idle after its first request only; browsers open some that they never use.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      const sweep = setInterval(() => server.closeIdleConnections(), 50)
      const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await closed
      clearInterval(sweep)
      clearTimeout(grace)
    },
  }
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
