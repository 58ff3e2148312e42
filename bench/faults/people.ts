// People with accounts, and what they ask of the api.
import { type Call, describe, isGood, keepAlive, type Outcome, send } from './load.ts'

export interface Tokens {
  accessToken: string
  refreshToken: string
}

export interface Account {
  id: string
  email: string
  password: string
  name: string
  tokens: Tokens
}

/** What somebody signs up with. */
export type Person = Omit<Account, 'id' | 'tokens'>

let people = 0

/** What somebody new signs up with; no two in a run have the same address. */
export function makePerson(): Person {
  people += 1
  return {
    email: `person${people}.${process.pid}@example.com`,
    password: `correct horse ${people}`,
    name: `Ada Løvelace ${people}`,
  }
}

/** The account that an answer to a signup is about. */
export function toAccount(person: Person, { body }: Outcome): Account {
  const { user, tokens } = body as { user: { id: string }; tokens: Tokens }
  return { ...person, id: user.id, tokens }
}

/** Keeps what an answer says are the account's newest tokens: each refresh token is good for one exchange. */
export function keepTokens(account: Account, outcome: Outcome): void {
  if (outcome.call.path === '/auth/refresh' && isGood(outcome)) {
    account.tokens = outcome.body as Tokens
  }
}

/** What a token of ours says of itself; its signature is the api's business. */
export function readClaims(token: string): { sid: string; seq: number } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** Makes this many accounts, ten at a time. */
export async function signUpAll(url: string, count: number): Promise<Account[]> {
  const agent = keepAlive(10)
  const made = await Promise.all(
    Array.from({ length: count }, async () => {
      const person = makePerson()
      const outcome = await send(url, calls.signup(person), agent)
      if (!isGood(outcome)) throw new Error(`Signing up failed: ${describe(outcome)}`)
      return toAccount(person, outcome)
    }),
  )
  agent.destroy()
  return made
}

export const calls = {
  signup: (body: Person): Call => ({
    method: 'POST',
    path: '/auth/signup',
    body,
  }),
  login: ({ email, password }: Account): Call => ({
    method: 'POST',
    path: '/auth/login',
    body: { email, password },
  }),
  refresh: ({ tokens: { refreshToken } }: Account): Call => ({
    method: 'POST',
    path: '/auth/refresh',
    body: { refreshToken },
  }),
  me: ({ tokens: { accessToken } }: Account): Call => ({
    method: 'GET',
    path: '/users/me',
    token: accessToken,
  }),
  health: { method: 'GET', path: '/health' } satisfies Call as Call,
  ready: { method: 'GET', path: '/ready' } satisfies Call as Call,
}
