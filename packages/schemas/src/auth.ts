// The contract of auth: how an account begins, and how its owner proves who they are.
import { z } from 'zod'
import { PASSWORD_LENGTH } from './bounds.ts'
import type { Contract } from './contract.ts'
import { NoInput } from './noInput.ts'
import { text } from './text.ts'
import { Email, Name, User } from './users.ts'

/** Compared in Unicode's NFC form, so that the same characters match from every keyboard. */
export const Password = text(PASSWORD_LENGTH, (value) => value.normalize('NFC')).meta({
  format: 'password',
  description: 'Any characters, spaces included; never trimmed or cut',
  examples: ['correct horse battery staple'],
})

/** Only bounded: a password that the rules of today refuse may have been fine when it was chosen. */
export const GivenPassword = text({ minimum: 1, maximum: 256 }, (value) =>
  value.normalize('NFC'),
).meta({
  format: 'password',
  description: 'The password, as it was chosen',
  examples: ['correct horse battery staple'],
})

export const Tokens = z
  .object({
    accessToken: z.string().meta({
      description: 'Goes into the Authorization header',
      examples: ['eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ...'],
    }),
    refreshToken: z
      .string()
      .meta({
        description: 'Buys the next pair, once; keep it secret. Left out when the cookie has it',
        examples: ['eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ...'],
      })
      .optional(),
    tokenType: z.literal('Bearer').meta({ description: 'The scheme of that header (RFC 6750)' }),
    expiresIn: z
      .int()
      .positive()
      .meta({ description: 'Seconds for which the access token is valid', examples: [1800] }),
  })
  .meta({ id: 'Tokens', description: 'What a log-in is worth' })
export type Tokens = z.infer<typeof Tokens>

export const signup = {
  rest: {
    method: 'POST',
    path: '/auth/signup',
    summary: 'Create an account',
    description:
      'Creates an account and logs it in. Where addresses are verified first, `user` and `tokens` are null and `emailVerification` is "sent": the account begins with the link in that mail. The answer is then the same for an address that has an account, whose owner is told by mail; signing up again takes the place of a sign-up that waits.',
    status: 201,
    errors: ['request.invalid', 'auth.email_taken', 'service.busy', 'service.unavailable'],
    limits: ['signup.address'],
    knowsCookie: true,
  },
  input: z
    .object({ email: Email, password: Password, name: Name })
    .meta({ id: 'SignupInput', description: 'A new account' }),
  output: z
    .object({
      user: User.nullable().meta({ description: 'The new account' }),
      tokens: Tokens.nullable().meta({ description: 'Its first tokens' }),
      emailVerification: z
        .enum(['off', 'sent'])
        .meta({ description: 'Whether a mail was sent that has to be answered first' }),
    })
    .meta({
      id: 'SignupResult',
      description:
        'The account, and its first tokens; both null while the address is to be verified',
    }),
} as const satisfies Contract
export type SignupInput = z.infer<typeof signup.input>
export type SignupResult = z.infer<typeof signup.output>

export const login = {
  rest: {
    method: 'POST',
    path: '/auth/login',
    summary: 'Log in',
    description:
      'Answers a pair of tokens. The answer is the same for an unknown address, a wrong password, an inactive account and an address that waits to be verified. To who has the right password of an account that is leaving, the refusal says until when it can be taken back.',
    status: 200,
    errors: [
      'auth.invalid_credentials',
      'auth.account_leaving',
      'service.busy',
      'service.unavailable',
    ],
    limits: ['login.address', 'login.account', 'login.both'],
    knowsCookie: true,
    isRepeatable: true,
  },
  input: z
    .object({
      email: Email,
      password: GivenPassword,
    })
    .meta({ id: 'LoginInput', description: 'Who you are, and what only you know' }),
  output: Tokens,
} as const satisfies Contract
export type LoginInput = z.infer<typeof login.input>

export const refresh = {
  rest: {
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Get the next pair of tokens',
    description:
      'Exchanges a refresh token for a new pair, without the password. Each is good for one exchange; when its answer is lost, the same is answered again for some seconds (10, unless set otherwise). One that comes back later was copied: it ends the session.',
    status: 200,
    errors: ['auth.invalid_refresh', 'service.unavailable'],
    limits: ['refresh.session'],
    knowsCookie: true,
    isRepeatable: true,
  },
  input: z
    .object({
      refreshToken: z
        .string()
        .min(1)
        .max(4096)
        .meta({
          description: 'Left out when the cookie has it',
          examples: ['eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ...'],
        })
        .optional(),
    })
    .prefault({})
    .meta({ id: 'RefreshInput', description: 'The live refresh token' }),
  output: Tokens,
} as const satisfies Contract
export type RefreshInput = z.infer<typeof refresh.input>

export const logout = {
  rest: {
    method: 'POST',
    path: '/auth/logout',
    summary: 'Log out',
    description: 'Ends the session that asks; its tokens are refused from then on, everywhere.',
    status: 204,
    errors: [],
    knowsCookie: true,
    isRepeatable: true,
  },
  input: NoInput,
  output: z.void(),
} as const satisfies Contract

export const reauthenticate = {
  rest: {
    method: 'POST',
    path: '/auth/reauthenticate',
    summary: 'Give the password once more',
    description:
      'Opens what asks for a recent password to the session that asks. Its tokens go on.',
    status: 204,
    errors: ['auth.invalid_credentials', 'service.busy'],
    limits: ['reauthenticate.account'],
    isRepeatable: true,
  },
  input: z
    .object({ password: GivenPassword })
    .meta({ id: 'ReauthenticateInput', description: 'The password of who is logged in' }),
  output: z.void(),
} as const satisfies Contract
export type ReauthenticateInput = z.infer<typeof reauthenticate.input>
