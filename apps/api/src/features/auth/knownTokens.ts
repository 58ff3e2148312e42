// Tokens that this process has signed or verified lately. What they say does not change, so the key is not asked again.
import type { JWTPayload } from 'jose'
import type { Keys } from '../../kernel/keys.ts'

/** About a kilobyte each; the oldest makes room. */
const MAX_TOKENS = 2_000

const known = new WeakMap<Keys, Map<string, JWTPayload>>()

/** To be told of a token that these keys have signed or verified, and of no other. */
export function remember(keys: Keys, token: string, payload: JWTPayload): void {
  const tokens = known.get(keys) ?? new Map<string, JWTPayload>()
  known.set(keys, tokens)
  const [oldest] = tokens.keys()
  if (oldest !== undefined && tokens.size >= MAX_TOKENS) tokens.delete(oldest)
  tokens.set(token, payload)
}

/** What a token says that was signed or verified by these keys lately, to the letter; it may have expired since. */
export function recall(keys: Keys, token: string): JWTPayload | undefined {
  return known.get(keys)?.get(token)
}
