// Encrypts what the database keeps and only this service may read.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Purpose, ServerKey } from './keys.ts'

/** What a text is sealed for: it opens for the same alone. */
export interface SealUse {
  purpose: Purpose
  /** The row that it is kept in. */
  id: string
}

/** A nonce, a tag, and the value as JSON, encrypted for one use under one key (AES-256-GCM). */
export function seal({ derived }: ServerKey, { purpose, id }: SealUse, value: unknown): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, derived[purpose], nonce).setAAD(Buffer.from(id))
  const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** @throws when it was sealed for another use, under another key, or changed since */
export function unseal(
  { derived }: ServerKey,
  { purpose, id }: SealUse,
  sealed: Uint8Array,
): unknown {
  const textAt = NONCE_BYTES + TAG_BYTES
  const decipher = createDecipheriv(CIPHER, derived[purpose], sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(id))
    .setAuthTag(sealed.subarray(NONCE_BYTES, textAt))
  const text = Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()])
  return JSON.parse(text.toString())
}

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
