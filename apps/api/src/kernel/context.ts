// What a procedure knows of the request that called it.
import type { SessionId } from '@delete/schemas/ids'
import type { LimitName } from '@delete/schemas/limits'
import type { User } from '@delete/schemas/users'
import type { Request, Response } from 'express'
import type { Deps } from './deps.ts'
import { note } from './request.ts'
import type { Rate } from './limiter.ts'

/** Whoever a valid access token speaks for. */
export type Actor = User

/** The log-in that an access token belongs to. */
export interface ActorSession {
  id: SessionId
  /** When the password was last given. */
  authenticatedAt: Date
}

export interface Caller {
  actor: Actor
  session: ActorSession
}

/** Finds out who an access token speaks for; null when it is not valid. */
export type Authenticate = (accessToken: string) => Promise<Caller | null>

export interface Context extends Deps {
  /** The address of the caller, as far as the proxies in front of us (TRUST_PROXY) vouch for it. */
  address: () => string
  /** A header of the request. */
  header: (name: string) => string | undefined
  /** Adds a header to the answer; one of the same name is replaced. */
  setHeader: (name: string, value: string) => void
  /** What is left of the limits that this request's calls count towards. */
  rates: Map<LimitName, Rate>
  /** Who calls; asked at most once per request, and only by procedures that need to know. */
  findCaller: () => Promise<Caller | null>
}

/** What a service is handed of a call that anybody may make, and of a member's. */
export type Call = Omit<Context, 'findCaller'>
export type MembersCall = Call & Caller

export type CreateContext = (req: Request, res: Response) => Context

/** The kernel does not know how people log in: `authenticate` does. */
export function createContextFactory(deps: Deps, authenticate: Authenticate): CreateContext {
  return (req, res) => {
    let caller: Promise<Caller | null> | undefined
    return {
      ...deps,
      address: () => addressOf(req),
      header: (name) => req.get(name),
      setHeader: (name, value) => void res.setHeader(name, value),
      rates: new Map(),
      findCaller: () => {
        caller ??= findCaller(req, authenticate)
        return caller
      },
    }
  }
}

/** One that speaks IPv4 to a socket that listens for both comes as `::ffff:192.0.2.1`. */
function addressOf({ ip = '' }: Request): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '')
}

async function findCaller(req: Request, authenticate: Authenticate): Promise<Caller | null> {
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(req.headers.authorization ?? '')?.[1]
  const caller = token === undefined ? null : await authenticate(token)
  if (caller) note({ userId: caller.actor.id })
  return caller
}
