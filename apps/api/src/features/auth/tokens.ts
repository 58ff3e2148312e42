// Tokens: JWTs that say who may call (access) and who may have the next pair (refresh).
import { randomUUID } from 'node:crypto'
import type { Tokens } from '@delete/schemas/auth'
import { UserId } from '@delete/schemas/ids'
import { type CryptoKey, errors, jwtVerify, type ProtectedHeaderParameters, SignJWT } from 'jose'
import type { Deps } from '../../kernel/deps.ts'

type TokenType = 'access' | 'refresh'

const ALGORITHM = 'HS256'
const ISSUER = 'https://api.trydelete.app'
const AUDIENCE = 'https://api.trydelete.app'

/** A new pair for a user. */
export async function issueTokens(
  { env, keys, clock }: Pick<Deps, 'env' | 'keys' | 'clock'>,
  userId: UserId,
): Promise<Tokens> {
  const sign = (type: TokenType, lifetime: number): Promise<string> => {
    const now = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT({ type })
      .setProtectedHeader({ alg: ALGORITHM, kid: keys.current.kid, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + lifetime)
      .sign(keys.current.key)
  }
  const [accessToken, refreshToken] = await Promise.all([
    sign('access', env.accessTokenSeconds),
    sign('refresh', env.refreshTokenSeconds),
  ])
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: env.accessTokenSeconds }
}

/** Whom a token of this type speaks for; null when it was not signed here for that use, or has expired. */
export async function readToken(
  { keys, clock }: Pick<Deps, 'keys' | 'clock'>,
  token: string,
  type: TokenType,
): Promise<UserId | null> {
  try {
    const { payload } = await jwtVerify(token, (header) => findKey(keys, header), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: clock.now(),
      requiredClaims: ['sub', 'type', 'exp', 'iat', 'jti'],
    })
    return payload['type'] === type ? (UserId.safeParse(payload.sub).data ?? null) : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

function findKey({ byKid }: Deps['keys'], { kid }: ProtectedHeaderParameters): CryptoKey {
  const key = kid === undefined ? undefined : byKid.get(kid)
  if (!key) throw new errors.JWSInvalid('The token names no key of ours.')
  return key
}
