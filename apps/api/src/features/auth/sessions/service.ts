// How log-ins last: begun, renewed by a refresh token that changes each time, seen and ended by their owner.
import type { Tx } from '@delete/db/client'
import * as contract from '@delete/schemas/auth'
import { SessionId, type UserId } from '@delete/schemas/ids'
import type { Page, PageInput } from '@delete/schemas/page'
import { revokeOtherSessions as revokeOthers, type Session } from '@delete/schemas/sessions'
import type { Call, Context, MembersCall } from '../../../kernel/context.ts'
import { refuse } from '../../../kernel/errors.ts'
import { doOnce } from '../../../kernel/idempotency.ts'
import { findPage } from '../../../kernel/pages.ts'
import { limitCalls } from '../../../kernel/throttle.ts'
import { asksForCookie, dropCookie, handOver, readCookie } from '../cookies.ts'
import { type Visit, visitOf } from '../devices.ts'
import { saveEvent } from '../events/queries.ts'
import { holdUser, lockUser } from '../queries.ts'
import { aliveAt } from '../rules.ts'
import {
  isExpired,
  issueTokens,
  readRefreshToken,
  type RefreshClaims,
  type TokenSession,
} from '../tokens.ts'
import {
  findSession,
  findSessions,
  hasSession,
  removeOtherSessions,
  removeSession,
  rotateSession,
  saveSession,
  type SessionRow,
} from './queries.ts'

/** What a log-in is made of. */
export interface LogIn {
  session: TokenSession
  visit: Visit
  /** The session in the browser's cookie, which the new one takes the place of. */
  replaced: RefreshClaims | null
}

/** Begins a session, in the transaction of the log-in. */
export async function beginSession(tx: Tx, { session, visit, replaced }: LogIn): Promise<void> {
  const isThere = replaced && (await holdUser(tx, replaced.sub))
  if (isThere && (await removeSession(tx, { id: replaced.sid, userId: replaced.sub }))) {
    const event = { kind: 'logged_out', now: session.createdAt, visit } as const
    await saveEvent(tx, { userId: replaced.sub, ...event })
  }
  await saveSession(tx, session, visit)
}

/** The session that a log-in in this browser takes the place of. */
export function findReplaced(
  call: Pick<Context, 'keys' | 'clock' | 'header'>,
  inCookie: boolean,
): RefreshClaims | null {
  return inCookie ? readRefreshToken(call, readCookie(call) ?? '') : null
}

/**
 * Answers the next pair. The refresh token before the live one is answered again for a short time, with the same
 * successor; any other that has been used was copied, and ends its session.
 * @throws {Refusal} `auth.invalid_refresh`, `request.cross_site`, `request.rate_limited`
 */
export async function refreshTokens(
  call: Call,
  input: contract.RefreshInput,
): Promise<contract.Tokens> {
  const inCookie = asksForCookie(call)
  const token = input.refreshToken ?? (inCookie ? readCookie(call) : undefined)
  if (token === undefined && !inCookie) refuse('request.invalid', { issues: [MISSING_TOKEN] })
  const claims = readRefreshToken(call, token ?? '')
  if (!claims) return refuse('auth.invalid_refresh')
  return limitCalls(call, contract.refresh, { 'refresh.session': [claims.sid] }, async () => {
    const session = await renew(call, claims)
    return handOver(call, inCookie, issueTokens(call, session))
  })
}

const MISSING_TOKEN = {
  pointer: '/refreshToken',
  code: 'invalid_type',
  message: 'Must be there, unless "x-session: cookie" says that the cookie has it',
}

async function renew(call: Call, claims: RefreshClaims): Promise<TokenSession> {
  const { db, pool, env, clock } = call
  const now = clock.now()
  const alive = aliveAt(now, env)
  const visit = visitOf(call)
  const renewed = isExpired(claims, clock)
    ? undefined
    : await rotateSession(pool, claims, { now, visit, alive })
  if (renewed) return renewed
  const found = await findSession(db, claims, alive)
  if (!found?.user || found.seq <= claims.seq) return refuse('auth.invalid_refresh')
  const { user, ...session } = found
  const ageMs = now.getTime() - session.lastUsedAt.getTime()
  const isRecent = ageMs <= env.refreshGraceSeconds * 1000
  if (session.seq === claims.seq + 1 && isRecent) {
    return user.isActive && !user.erasedAt ? session : refuse('auth.invalid_refresh')
  }
  await db.$transaction(async (tx) => {
    if (!(await holdUser(tx, claims.sub))) return
    if (!(await removeSession(tx, { id: claims.sid, userId: claims.sub }))) return
    await saveEvent(tx, { userId: claims.sub, kind: 'refresh_replayed', now, visit })
  })
  return refuse('auth.invalid_refresh')
}

/** @throws {Refusal} `request.invalid` for a cursor that is none of this list's */
export function listSessions(call: MembersCall, page: PageInput): Promise<Page<Session>> {
  const { db, env, clock, actor, session } = call
  const alive = aliveAt(clock.now(), env)
  return findPage(call, page, {
    name: 'auth.sessions',
    find: (range) => findSessions(db, actor.id, { ...range, alive }),
    present: (row) => presentSession(row, session.id),
  })
}

/** @throws {Refusal} `auth.session_not_found`, also when it is somebody else's */
export async function revokeSession(call: MembersCall, id: SessionId): Promise<void> {
  const { db, env, clock, actor, session } = call
  const now = clock.now()
  await db.$transaction(async (tx) => {
    await requireSession(tx, { id: session.id, userId: actor.id })
    const isEnded = await removeSession(tx, { id, userId: actor.id }, aliveAt(now, env))
    if (!isEnded) refuse('auth.session_not_found')
    await saveEvent(tx, { userId: actor.id, kind: 'session_revoked', now, visit: visitOf(call) })
  })
}

/**
 * Ends all of the caller's sessions but the one that asks. Of two that ask it at once, one ends the other.
 * @throws {Refusal} as `doOnce`
 */
export async function revokeOtherSessions(call: MembersCall): Promise<void> {
  const { db, clock, actor, session } = call
  const own = { id: session.id, userId: actor.id }
  await doOnce<void>(call, revokeOthers, undefined, (keep) =>
    db.$transaction(async (tx) => {
      await requireSession(tx, own)
      if ((await removeOtherSessions(tx, own)) > 0) {
        const event = {
          kind: 'other_sessions_revoked',
          now: clock.now(),
          visit: visitOf(call),
        } as const
        await saveEvent(tx, { userId: actor.id, ...event })
      }
      await keep(tx, undefined, actor.id)
    }),
  )
}

/** One at a time for each user, so that two sessions which end each other at once leave one. */
async function requireSession(tx: Tx, own: { id: SessionId; userId: UserId }): Promise<void> {
  const isThere = (await lockUser(tx, own.userId)) && (await hasSession(tx, own))
  if (!isThere) refuse('auth.unauthenticated')
}

/** Ends the session that asks. */
export async function logOut(call: MembersCall): Promise<void> {
  const { db, clock, actor, session } = call
  const inCookie = asksForCookie(call)
  await db.$transaction(async (tx) => {
    if (!(await holdUser(tx, actor.id))) return
    if (!(await removeSession(tx, { id: session.id, userId: actor.id }))) return
    const event = { kind: 'logged_out', now: clock.now(), visit: visitOf(call) } as const
    await saveEvent(tx, { userId: actor.id, ...event })
  })
  if (inCookie) dropCookie(call)
}

function presentSession(
  { id, device, address, createdAt, lastUsedAt }: SessionRow,
  currentId: SessionId,
): Session {
  return {
    id: SessionId.parse(id),
    device,
    address,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    isCurrent: id === currentId,
  }
}
