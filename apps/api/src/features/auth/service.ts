// Who may have an account, who may log in, and who calls.
import { isUniqueViolation } from '@delete/db/errors'
import type {
  LoginInput,
  RefreshInput,
  SignupInput,
  SignupResult,
  Tokens,
} from '@delete/schemas/auth'
import type { Actor } from '../../kernel/context.ts'
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { findUserByEmail, findUserById, saveUser } from './queries.ts'
import { presentUser } from './rules.ts'
import { issueTokens, readToken } from './tokens.ts'

/**
 * Creates an account and logs it in. Of two that ask for one address at once, one wins.
 * @throws {Refusal} `auth.email_taken`, `service.busy`
 */
export async function signUp(
  deps: Pick<Deps, 'db' | 'env' | 'keys' | 'clock'>,
  { email, password, name }: SignupInput,
): Promise<SignupResult> {
  const { db, env, clock } = deps
  if (await findUserByEmail(db, email)) refuse('auth.email_taken')
  const hashedPassword = await hashPassword(password, env.bcryptCost)
  const now = clock.now()
  const row = await saveUser(db, {
    email,
    hashedPassword,
    name,
    createdAt: now,
    updatedAt: now,
  }).catch((error: unknown) => {
    if (isUniqueViolation(error, 'users_email_key')) refuse('auth.email_taken')
    throw error
  })
  const user = presentUser(row)
  return { user, tokens: await issueTokens(deps, user.id), emailVerification: 'off' }
}

/**
 * Answers a pair of tokens. An unknown address costs as much work as a wrong password.
 * @throws {Refusal} `auth.invalid_credentials`, `service.busy`
 */
export async function logIn(
  deps: Pick<Deps, 'db' | 'env' | 'keys' | 'clock'>,
  { email, password }: LoginInput,
): Promise<Tokens> {
  const row = await findUserByEmail(deps.db, email)
  const isRight = await verifyPassword(password, row?.hashedPassword, deps.env.bcryptCost)
  if (!row?.isActive || !isRight) refuse('auth.invalid_credentials')
  return issueTokens(deps, presentUser(row).id)
}

/** @throws {Refusal} `auth.invalid_refresh`, also when the account is gone or inactive */
export async function refreshTokens(
  deps: Pick<Deps, 'db' | 'env' | 'keys' | 'clock'>,
  { refreshToken }: RefreshInput,
): Promise<Tokens> {
  const userId = await readToken(deps, refreshToken, 'refresh')
  const row = userId && (await findUserById(deps.db, userId))
  if (!row?.isActive) refuse('auth.invalid_refresh')
  return issueTokens(deps, presentUser(row).id)
}

/** Who an access token speaks for; null when it is not valid, or its account is gone or inactive. */
export async function authenticate(
  deps: Pick<Deps, 'db' | 'keys' | 'clock'>,
  accessToken: string,
): Promise<Actor | null> {
  const userId = await readToken(deps, accessToken, 'access')
  const row = userId && (await findUserById(deps.db, userId))
  return row?.isActive ? presentUser(row) : null
}
