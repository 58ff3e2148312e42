// The keys behind JWT_SECRETS: for tokens as they are, and derived once for everything else that only this service may
// make or read.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { JwtSecret } from './jwtSecrets.ts'

/** What a key is derived for: signing cursors, recognising bodies, encrypting answers and mails that are kept. */
export type Purpose = 'cursor' | 'fingerprint' | 'answer' | 'mail'

export interface ServerKey {
  /** Its name. */
  kid: string
  /** Signs and verifies tokens, by HMAC with SHA-256. */
  secret: KeyObject
  /** The header of the tokens that it signs, as it stands in them. */
  header: string
  /** 32 bytes for each other purpose, from which nobody learns the secret or another of them (HKDF, RFC 5869). */
  derived: Record<Purpose, Uint8Array>
}

export interface Keys {
  /** The key that signs. */
  current: ServerKey
  /** Every key that verifies, by its name. */
  byKid: ReadonlyMap<string, ServerKey>
  /** The same, by the header of its tokens. */
  byHeader: ReadonlyMap<string, ServerKey>
}

/** Makes the keys of the secrets; the first one signs. */
export function makeKeys(secrets: JwtSecret[]): Keys {
  const entries = secrets.map(makeKey)
  const [current] = entries
  if (!current) throw new RangeError('At least one secret is needed.')
  return {
    current,
    byKid: new Map(entries.map((entry) => [entry.kid, entry])),
    byHeader: new Map(entries.map((entry) => [entry.header, entry])),
  }
}

function makeKey({ kid, secret }: JwtSecret): ServerKey {
  const derive = (purpose: Purpose): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', secret, '', `delete/${purpose}/1`, 32))
  const header = JSON.stringify({ alg: 'HS256', kid, typ: 'JWT' })
  return {
    kid,
    secret: createSecretKey(secret),
    header: Buffer.from(header).toString('base64url'),
    derived: {
      cursor: derive('cursor'),
      fingerprint: derive('fingerprint'),
      answer: derive('answer'),
      mail: derive('mail'),
    },
  }
}
