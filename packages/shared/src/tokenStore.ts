// Where a client keeps the tokens of whoever is logged in.
import type { Tokens } from '@delete/schemas/auth'

/** What a client needs of an answer to log-in, sign-up or refresh. */
export interface HeldTokens {
  /** Absent when it has not been kept; it is then bought before the first call. */
  accessToken?: string | undefined
  /** Absent in cookie mode: the cookie has it. */
  refreshToken?: string | undefined
  /** Who is logged in, by their id, where no access token says so. */
  member?: string | undefined
}

/** `get` and `set` may answer at once or with a promise, as a browser's or a phone's storage does. */
export interface TokenStore {
  /** What is held of whoever is logged in, or null when nobody is; asked before each request. */
  get: () => HeldTokens | null | Promise<HeldTokens | null>
  /** Keeps what a refresh has bought, or forgets all when a refresh was refused. */
  set: (tokens: Tokens | null) => void | Promise<void>
  /**
   * Runs one work at a time among all that use the same refresh token, as the tabs of a browser do. Each is good for one
   * exchange, so that a client that sends one which others have long exchanged would end the session.
   */
  exclusively?: <Result>(work: () => Promise<Result>) => Promise<Result>
}

/** A store in memory: for scripts, and for tests. */
export interface MemoryTokens extends TokenStore {
  get: () => HeldTokens | null
  set: (tokens: HeldTokens | null) => void
}

/** Keeps tokens for as long as the process lives, beginning with those given. */
export function memoryTokens(tokens: HeldTokens | null = null): MemoryTokens {
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

/** Whose tokens they are, as far as they say. */
export function memberOf({ member, accessToken }: HeldTokens): string | undefined {
  return member ?? (accessToken === undefined ? undefined : subjectOf(accessToken))
}
