// Tokens: JWTs that say who may call (access) and who may have the next pair (refresh).
import { createHmac, type KeyObject, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Tokens } from '@delete/schemas/auth'
import { SessionId, UserId } from '@delete/schemas/ids'
import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { Deps } from '../../kernel/deps.ts'
import type { ServerKey } from '../../kernel/keys.ts'
import { endOf } from './rules.ts'

const ISSUER = 'https://api.trydelete.app'
const AUDIENCE = 'https://api.trydelete.app'

/** Longer than any token of ours; checking a signature costs time for each byte. */
const MAX_LENGTH = 4096

/** How far ahead the clock of another instance may be, in seconds. */
const CLOCK_SKEW_SECONDS = 60

/** Access tokens that are kept as read; about a kilobyte each. */
const MAX_KNOWN = 2_000

const Claims = z.object({
  iss: z.literal(ISSUER),
  aud: z.literal(AUDIENCE),
  iat: z.int(),
  exp: z.int(),
  /** No token of ours waits to be valid. */
  nbf: z.never().optional(),
  jti: z.string(),
  sub: UserId,
  sid: SessionId,
})
const AccessClaims = Claims.extend({ type: z.literal('access') })
const RefreshClaims = Claims.extend({ type: z.literal('refresh'), seq: z.int32().min(0) })

export type AccessClaims = z.infer<typeof AccessClaims>
export type RefreshClaims = z.infer<typeof RefreshClaims>

/** What tokens are made from. */
export interface TokenSession {
  id: string
  userId: string
  seq: number
  createdAt: Date
  lastUsedAt: Date
}

/** A session that is about to begin. */
export function draftSession(userId: string, now: Date): TokenSession {
  return { id: randomUUID(), userId, seq: 0, createdAt: now, lastUsedAt: now }
}

export type TokenPair = Tokens & { refreshToken: string }

/** The pair of a session as it is now. Asked for again, its refresh token is the same to the letter. */
export function issueTokens(
  { env, keys, clock }: Pick<Deps, 'env' | 'keys' | 'clock'>,
  session: TokenSession,
): TokenPair {
  const { userId: sub, id: sid } = session
  const issue = (claims: object): string =>
    sign(keys.current, { ...claims, sub, sid, iss: ISSUER, aud: AUDIENCE })
  const now = toSeconds(clock.now())
  const end = toSeconds(endOf(session, env))
  const expiresIn = Math.max(1, Math.min(env.accessTokenSeconds, end - now))
  return {
    accessToken: issue({ type: 'access', jti: randomUUID(), iat: now, exp: now + expiresIn }),
    refreshToken: issue({
      type: 'refresh',
      jti: `${session.id}.${session.seq}`,
      seq: session.seq,
      iat: toSeconds(session.lastUsedAt),
      exp: end,
    }),
    tokenType: 'Bearer',
    expiresIn,
  }
}

/** What an access token says; null when it was not signed here for that use, or is not of this time. */
export function readAccessToken(
  { keys, clock }: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): AccessClaims | null {
  const claims = knownTo(keys).get(token) ?? learn(keys, token)
  return claims && !isOfTomorrow(claims, clock) && !isExpired(claims, clock) ? claims : null
}

/** What a refresh token says, even one that has expired: it may be a copy. Null when it was not signed here for that use. */
export function readRefreshToken(
  { keys, clock }: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): RefreshClaims | null {
  const claims = read(keys, token, RefreshClaims)
  return claims && !isOfTomorrow(claims, clock) ? claims : null
}

/** Whether its time is over. */
export function isExpired({ exp }: { exp: number }, clock: Deps['clock']): boolean {
  return exp <= toSeconds(clock.now())
}

function isOfTomorrow({ iat }: { iat: number }, clock: Deps['clock']): boolean {
  return iat > toSeconds(clock.now()) + CLOCK_SKEW_SECONDS
}

const knownTokens = new WeakMap<Deps['keys'], Map<string, AccessClaims>>()

/** The same token comes with each call of its owner, and what it says does not change. */
function knownTo(keys: Deps['keys']): Map<string, AccessClaims> {
  let known = knownTokens.get(keys)
  if (!known) knownTokens.set(keys, (known = new Map()))
  return known
}

function learn(keys: Deps['keys'], token: string): AccessClaims | null {
  const claims = read(keys, token, AccessClaims)
  if (!claims) return null
  const known = knownTo(keys)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(token, claims)
  return claims
}

/**
 * A JWT in the compact form (RFC 7515, 7.1). Signed and checked on this thread: jose does it on the pool that hashes
 * passwords, in a turn of which the HMAC is a tenth.
 */
function sign({ header, secret }: ServerKey, payload: object): string {
  const text = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`
  return `${text}.${signatureOf(secret, text)}`
}

/** What one of our keys has signed, letter for letter, header and all; nothing of a token is believed before that. */
function read<Claims>(
  { byHeader }: Deps['keys'],
  token: string,
  schema: z.ZodType<Claims>,
): Claims | null {
  const end = token.lastIndexOf('.')
  const secret = byHeader.get(token.slice(0, token.indexOf('.')))?.secret
  if (!secret || token.length > MAX_LENGTH) return null
  const expected = Buffer.from(signatureOf(secret, token.slice(0, end)))
  const signature = Buffer.from(token.slice(end + 1))
  const isOurs = signature.length === expected.length && timingSafeEqual(signature, expected)
  return isOurs ? (schema.safeParse(decodeJwt(token)).data ?? null) : null
}

function signatureOf(secret: KeyObject, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
