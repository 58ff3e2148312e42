// Callers of the api: single calls whose fate is known exactly, and crowds that go on until they are told to stop.
import { Agent, request } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'

export interface Call {
  method: 'GET' | 'POST'
  /** Below /v1. */
  path: string
  body?: object
  token?: string
}

/** How one call ended. Times are those of `performance.now()`. */
export interface Outcome {
  call: Call
  startedAt: number
  endedAt: number
  /** Of a complete answer. */
  status?: number
  body?: unknown
  retryAfter?: string
  /** Of a call without one: what the system said, and how far it had come. */
  error?: string
  /** Whether the whole request had left on a connection that was open. */
  isSent: boolean
  /** When that connection was opened. */
  connectedAt: number
}

/** Longer than the api may take over anything. */
const PATIENCE_MS = 30_000

const connectedAt = new WeakMap<Socket, number>()

/** Sends one call and waits for its end, whichever it is. An agent keeps connections; without one the call opens its own. */
export function send(url: string, call: Call, agent?: Agent): Promise<Outcome> {
  const { method, path, body, token } = call
  const payload = body && JSON.stringify(body)
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let socketOpenedAt = Number.NaN
    let isSent = false
    const end = (rest: Pick<Outcome, 'status' | 'body' | 'retryAfter' | 'error'>): void =>
      resolve({
        ...rest,
        call,
        startedAt,
        endedAt: performance.now(),
        isSent: isSent && !Number.isNaN(socketOpenedAt),
        connectedAt: socketOpenedAt,
      })
    const fail = ({ code, message }: NodeJS.ErrnoException): void =>
      end({ error: code === 'ABORT_ERR' ? 'no answer in 30 s' : (code ?? message) })
    const req = request(`${url}/v1${path}`, {
      method,
      agent: agent ?? new Agent(),
      headers: {
        ...(payload !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    req.on('socket', (socket) => {
      const noteOpened = (): void => {
        socketOpenedAt = connectedAt.get(socket) ?? performance.now()
        connectedAt.set(socket, socketOpenedAt)
      }
      if (socket.connecting) socket.once('connect', noteOpened)
      else noteOpened()
    })
    req.on('finish', () => {
      isSent = true
    })
    req.on('error', fail)
    req.on('response', (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', fail)
      res.on('end', () => {
        const retryAfter = res.headers['retry-after']
        end({
          status: res.statusCode ?? 0,
          body: parse(Buffer.concat(chunks).toString()),
          ...(retryAfter !== undefined && { retryAfter }),
        })
      })
    })
    req.end(payload)
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** An agent that keeps its connections, as a proxy does. */
export function keepAlive(connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections })
}

export function isGood({ status }: Outcome): boolean {
  return status === 200 || status === 201
}

/** Whether it says what the api is to say when it cannot reach its database. */
export function isUnavailable({ status, retryAfter, body }: Outcome): boolean {
  return status === 503 && Number(retryAfter) > 0 && codeOf(body) === 'service.unavailable'
}

/** In a few words, for tallies: `503 service.unavailable`, `ECONNRESET`. */
export function describe({ status, body, retryAfter, error }: Outcome): string {
  if (error !== undefined) return error
  const code = codeOf(body)
  return `${status}${code && ` ${code}`}${status === 503 && !retryAfter ? ' without Retry-After' : ''}`
}

function codeOf(body: unknown): string {
  return (body as { code?: string } | null)?.code ?? ''
}

export interface Crowd {
  /** Grows until the crowd is stopped. */
  outcomes: Outcome[]
  /** Lets the calls under way end, then answers all outcomes. */
  stop: () => Promise<Outcome[]>
}

export interface CrowdOptions {
  size: number
  pauseMs: number
  next: (caller: number) => Call
  /** Told of each answer before `next` is asked again. */
  hear?: (caller: number, outcome: Outcome) => void
}

/** So many callers, each sending what `next` says, one call after the other with a pause between them. */
export function startCrowd(url: string, { size, pauseMs, next, hear }: CrowdOptions): Crowd {
  const agent = keepAlive(size)
  const outcomes: Outcome[] = []
  const over = new AbortController()
  const callers = Array.from({ length: size }, async (_, caller) => {
    await setTimeout((caller * pauseMs) / size)
    while (!over.signal.aborted) {
      const outcome = await send(url, next(caller), agent)
      outcomes.push(outcome)
      hear?.(caller, outcome)
      // Not in step: people are not.
      await setTimeout(pauseMs * (0.5 + Math.random()))
    }
  })
  return {
    outcomes,
    stop: async () => {
      over.abort()
      await Promise.all(callers)
      agent.destroy()
      return outcomes
    },
  }
}
