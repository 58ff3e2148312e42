// The keys behind JWT_SECRETS: imported once for tokens (jose is a third slower when it is handed bytes), and derived
// once for everything else that only this service may make or read.
import { hkdfSync } from 'node:crypto'
import type { CryptoKey } from 'jose'
import type { JwtSecret } from './jwtSecrets.ts'

/** What a key is derived for: signing cursors, recognising bodies, encrypting answers that are kept. */
export type Purpose = 'cursor' | 'fingerprint' | 'answer'

export interface ServerKey {
  /** Its name. */
  kid: string
  /** Signs and verifies tokens. */
  key: CryptoKey
  /** 32 bytes for each other purpose, from which nobody learns the secret or another of them (HKDF, RFC 5869). */
  derived: Record<Purpose, Uint8Array>
}

export interface Keys {
  /** The key that signs. */
  current: ServerKey
  /** Every key that verifies, by its name. */
  byKid: ReadonlyMap<string, ServerKey>
}

/** Imports the secrets for HMAC with SHA-256; the first one signs. */
export async function importKeys(secrets: JwtSecret[]): Promise<Keys> {
  const entries = await Promise.all(
    secrets.map(async ({ kid, secret }): Promise<ServerKey> => {
      const key = await crypto.subtle.importKey(
        'raw',
        Buffer.from(secret),
        { name: 'HMAC', hash: 'SHA-256' },
        false,
        ['sign', 'verify'],
      )
      const derive = (purpose: Purpose): Uint8Array =>
        new Uint8Array(hkdfSync('sha256', secret, '', `delete/${purpose}/1`, 32))
      const derived = {
        cursor: derive('cursor'),
        fingerprint: derive('fingerprint'),
        answer: derive('answer'),
      }
      return { kid, key, derived }
    }),
  )
  const [current] = entries
  if (!current) throw new RangeError('At least one secret is needed.')
  return { current, byKid: new Map(entries.map((entry) => [entry.kid, entry])) }
}
