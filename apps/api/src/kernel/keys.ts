// The keys behind JWT_SECRETS, imported once: jose is a third slower when it is handed bytes.
import type { CryptoKey } from 'jose'
import type { JwtSecret } from './jwtSecrets.ts'

export interface Keys {
  /** The key that signs, and its name. */
  current: { kid: string; key: CryptoKey }
  /** Every key that verifies, by its name. */
  byKid: ReadonlyMap<string, CryptoKey>
}

/** Imports the secrets for HMAC with SHA-256; the first one signs. */
export async function importKeys(secrets: JwtSecret[]): Promise<Keys> {
  const entries = await Promise.all(
    secrets.map(async ({ kid, secret }) => {
      const key = await crypto.subtle.importKey(
        'raw',
        Buffer.from(secret),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign', 'verify'],
      )
      return { kid, key }
    }),
  )
  const [current] = entries
  if (!current) throw new RangeError('At least one secret is needed.')
  return { current, byKid: new Map(entries.map(({ kid, key }) => [kid, key])) }
}
