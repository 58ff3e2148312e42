// What a procedure knows of the request that called it.
import type { User } from '@delete/schemas/users'
import type { Request } from 'express'
import type { Deps } from './deps.ts'
import { note } from './request.ts'

/** Whoever a valid access token speaks for. */
export type Actor = User

/** Finds out who an access token speaks for; null when it is not valid. */
export type Authenticate = (accessToken: string) => Promise<Actor | null>

export interface Context extends Deps {
  /** The address of the caller, as far as the proxies in front of us (TRUST_PROXY) vouch for it. */
  address: string
  /** Who calls; asked at most once per request, and only by procedures that need to know. */
  findActor: () => Promise<Actor | null>
}

export type CreateContext = (req: Request) => Context

/** The kernel does not know how people log in: `authenticate` does. */
export function createContextFactory(deps: Deps, authenticate: Authenticate): CreateContext {
  return (req) => {
    let actor: Promise<Actor | null> | undefined
    return {
      ...deps,
      address: addressOf(req),
      findActor: () => {
        actor ??= findActor(req, authenticate)
        return actor
      },
    }
  }
}

/** One that speaks IPv4 to a socket that listens for both comes as `::ffff:192.0.2.1`. */
function addressOf({ ip = '' }: Request): string {
  return ip.replace(/^::ffff:(?=\d+\.)/i, '')
}

async function findActor(req: Request, authenticate: Authenticate): Promise<Actor | null> {
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(req.headers.authorization ?? '')?.[1]
  const actor = token === undefined ? null : await authenticate(token)
  if (actor) note({ userId: actor.id })
  return actor
}
