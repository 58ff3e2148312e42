// The secrets that sign tokens: read from JWT_SECRETS, or made once for a machine that has none.
import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDataDir, refuseDataDir } from '@delete/db/dataDir'
import { StartError } from '@delete/db/startError'

export interface JwtSecret {
  /** Names the secret in a token's header. */
  kid: string
  secret: Uint8Array
}

/** Reads `kid:secret,...`; answers what is wrong with it, without repeating any of it. */
export function parseJwtSecrets(text: string): JwtSecret[] | string {
  const parts = text.split(',').map((part) => part.trim())
  const list = parts.map((part) => {
    const colon = part.indexOf(':')
    return {
      kid: part.slice(0, Math.max(colon, 0)),
      secret: new TextEncoder().encode(part.slice(colon + 1)),
    }
  })
  if (!list.every(({ kid }) => /^[\w.-]{1,64}$/.test(kid))) {
    return 'must be kid:secret pairs, separated by commas (so no secret holds one), each kid made of letters, digits, ".", "_" or "-"'
  }
  if (new Set(list.map(({ kid }) => kid)).size < list.length) return 'must not name one kid twice'
  if (!list.every(({ secret }) => secret.length >= 32))
    return 'must have secrets of at least 32 bytes each'
  return list
}

/**
 * The secrets kept in `dataDir`; makes them at the first start. Two processes that start at once agree on one.
 * @throws {StartError} when the file there is not what this function writes
 */
export function keepJwtSecrets(dataDir: string): JwtSecret[] {
  const file = join(dataDir, 'jwt-secrets')
  makeDataDir(dataDir)
  const secrets = parseJwtSecrets(keepText(dataDir, file))
  if (typeof secrets === 'string') {
    throw new StartError(
      `The file ${file} ${secrets}. Delete it to have it made anew; everybody then logs in again.`,
    )
  }
  return secrets
}

/** What is in the file, which is written whole or not at all. */
function keepText(dataDir: string, file: string): string {
  const draft = `${file}.${process.pid}`
  try {
    if (!existsSync(file)) {
      writeFileSync(draft, `local:${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
      linkSync(draft, file)
    }
  } catch (error) {
    // Another process was first.
    if (!existsSync(file)) throw refuseDataDir(dataDir, error)
  } finally {
    rmSync(draft, { force: true })
  }
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw refuseDataDir(dataDir, error)
  }
}
