// Tokens: JWTs that say who may call (access) and who may have the next pair (refresh).
import { randomUUID } from 'node:crypto'
import type { Tokens } from '@delete/schemas/auth'
import { SessionId, UserId } from '@delete/schemas/ids'
import {
  type CryptoKey,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
  SignJWT,
} from 'jose'
import { z } from 'zod'
import type { Deps } from '../../kernel/deps.ts'
import { recall, remember } from './knownTokens.ts'
import { endOf } from './rules.ts'

const ALGORITHM = 'HS256'
const ISSUER = 'https://api.trydelete.app'
const AUDIENCE = 'https://api.trydelete.app'

/** Longer than any token of ours; checking a signature costs time for each byte. */
const MAX_LENGTH = 4096

/** How far ahead the clock of another instance may be, in seconds. */
const CLOCK_SKEW_SECONDS = 60

const AccessClaims = z.object({ type: z.literal('access'), sub: UserId, sid: SessionId })
const RefreshClaims = z.object({
  type: z.literal('refresh'),
  sub: UserId,
  sid: SessionId,
  seq: z.int32().min(0),
})

export type AccessClaims = z.infer<typeof AccessClaims>
export type RefreshClaims = z.infer<typeof RefreshClaims> & { isExpired: boolean }

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
export async function issueTokens(
  { env, keys, clock }: Pick<Deps, 'env' | 'keys' | 'clock'>,
  session: TokenSession,
): Promise<TokenPair> {
  const { kid, key } = keys.current
  const sign = async (claims: JWTPayload): Promise<string> => {
    const { userId: sub, id: sid } = session
    const payload = { ...claims, sub, sid, iss: ISSUER, aud: AUDIENCE }
    const header = { alg: ALGORITHM, kid, typ: 'JWT' }
    const token = await new SignJWT(payload).setProtectedHeader(header).sign(key)
    remember(keys, token, payload)
    return token
  }
  const now = toSeconds(clock.now())
  const end = toSeconds(endOf(session, env))
  const expiresIn = Math.max(1, Math.min(env.accessTokenSeconds, end - now))
  const [accessToken, refreshToken] = await Promise.all([
    sign({ type: 'access', jti: randomUUID(), iat: now, exp: now + expiresIn }),
    sign({
      type: 'refresh',
      jti: `${session.id}.${session.seq}`,
      seq: session.seq,
      iat: toSeconds(session.lastUsedAt),
      exp: end,
    }),
  ])
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn }
}

/** What an access token says; null when it was not signed here for that use, or has expired. */
export async function readAccessToken(
  deps: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): Promise<AccessClaims | null> {
  const { payload, isExpired } = await verify(deps, token)
  return isExpired ? null : (AccessClaims.safeParse(payload).data ?? null)
}

/** What a refresh token says, even one that has expired: it may be a copy. Null when it was not signed here for that use. */
export async function readRefreshToken(
  deps: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): Promise<RefreshClaims | null> {
  const { payload, isExpired } = await verify(deps, token)
  const claims = RefreshClaims.safeParse(payload).data
  return claims ? { ...claims, isExpired } : null
}

async function verify(
  { keys, clock }: Pick<Deps, 'keys' | 'clock'>,
  token: string,
): Promise<{ payload: JWTPayload | null; isExpired: boolean }> {
  const currentDate = clock.now()
  const known = recall(keys, token)
  if (known) return { payload: known, isExpired: Number(known.exp) <= toSeconds(currentDate) }
  if (token.length > MAX_LENGTH || !isCanonical(token)) return { payload: null, isExpired: false }
  try {
    const { payload } = await jwtVerify(token, (header) => findKey(keys, header), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate,
      requiredClaims: ['sub', 'type', 'exp', 'iat', 'jti'],
    })
    const isAhead = Number(payload.iat) > toSeconds(currentDate) + CLOCK_SKEW_SECONDS
    if (isAhead) return { payload: null, isExpired: false }
    remember(keys, token, payload)
    return { payload, isExpired: false }
  } catch (error) {
    // It is looked at last, so that everything else about the token is right.
    if (error instanceof errors.JWTExpired) return { payload: error.payload, isExpired: true }
    if (error instanceof errors.JOSEError) return { payload: null, isExpired: false }
    throw error
  }
}

/** Base64url lets the last character vary in bits that mean nothing; of a token of ours there is one spelling. */
function isCanonical(token: string): boolean {
  return token
    .split('.')
    .every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

function findKey({ byKid }: Deps['keys'], { kid }: ProtectedHeaderParameters): CryptoKey {
  const key = kid === undefined ? undefined : byKid.get(kid)?.key
  if (!key) throw new errors.JWSInvalid('The token names no key of ours.')
  return key
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
