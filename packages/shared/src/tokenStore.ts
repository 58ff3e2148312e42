// Where a client keeps the tokens of whoever is logged in.
import type { Tokens } from '@delete/schemas/auth'

/** What a client needs of an answer to log-in, sign-up or refresh. */
export type TokenPair = Pick<Tokens, 'accessToken' | 'refreshToken'>

/** Both functions may answer at once or with a promise, as a browser's or a phone's storage does. */
export interface TokenStore {
  /** The tokens in use, or null when nobody is logged in; asked before each request. */
  get: () => TokenPair | null | Promise<TokenPair | null>
  /** Keeps the pair that a refresh has bought, or forgets all when a refresh was refused. */
  set: (tokens: Tokens | null) => void | Promise<void>
}

/** A store in memory: for scripts, and for tests. */
export interface MemoryTokens extends TokenStore {
  get: () => TokenPair | null
  set: (tokens: TokenPair | null) => void
}

/** Keeps tokens for as long as the process lives, beginning with those given. */
export function memoryTokens(tokens: TokenPair | null = null): MemoryTokens {
  let kept = tokens
  return {
    get: () => kept,
    set: (tokens) => {
      kept = tokens
    },
  }
}

/** Whom an access token speaks for, by its claims (RFC 7519, section 4.1.2); undefined for what is no JWT. */
export function subjectOf(accessToken: string): string | undefined {
  try {
    const claims = accessToken.split('.')[1] ?? ''
    return JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).sub
  } catch {
    return undefined
  }
}
