// The contract of users: who an account belongs to.
import { z } from 'zod'
import type { Contract } from './contract.ts'
import { UserId } from './ids.ts'
import { text } from './text.ts'

/** 254 characters are what SMTP can carry (RFC 5321, erratum 1690). */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, { abort: true, error: 'Must have at most 254 characters' })
  .check(z.email('Must be an e-mail address'))
  .meta({
    format: 'email',
    description: 'Trimmed and folded to lower case',
    examples: ['ada@example.com'],
  })

export const Name = text({ minimum: 1, maximum: 80 }, (value) => value.trim().normalize('NFC'))
  .regex(/^\P{Cc}*$/u, 'Must not contain control characters')
  .refine((name) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(name), 'Must have a visible character')
  .meta({
    minLength: 1,
    maxLength: 80,
    // The first of the rules above, for those who read patterns without Unicode's classes.
    pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$',
    description: 'What other people see: at least one visible character; trimmed',
    examples: ['Ada'],
  })

/** The languages that mails are written in. */
export const Locale = z
  .enum(['en', 'de'])
  .meta({ description: 'The language of mails', examples: ['en'] })
export type Locale = z.infer<typeof Locale>

export const User = z
  .object({
    id: UserId,
    email: z.string().meta({
      format: 'email',
      description: 'What they log in with',
      examples: ['ada@example.com'],
    }),
    name: z.string().meta({ description: 'What other people see', examples: ['Ada'] }),
    locale: Locale,
    isActive: z
      .boolean()
      .meta({ description: 'False once the account has been closed', examples: [true] }),
    createdAt: z.iso
      .datetime()
      .meta({ description: 'The sign-up', examples: ['2026-11-23T09:00:00.000Z'] }),
    updatedAt: z.iso
      .datetime()
      .meta({ description: 'The last change', examples: ['2026-11-23T09:00:00.000Z'] }),
  })
  .meta({ id: 'User', description: 'An account, as its owner sees it' })
export type User = z.infer<typeof User>

export const me = {
  rest: {
    method: 'GET',
    path: '/users/me',
    summary: 'Who you are',
    description: 'The account that the access token belongs to.',
    status: 200,
    errors: [],
  },
  input: z.void(),
  output: User,
} as const satisfies Contract

export const updateMe = {
  rest: {
    method: 'PATCH',
    path: '/users/me',
    summary: 'Change your name or your language',
    description:
      'Changes what is given, and answers the account as it is then. With `If-Match`, it does so only while the account is as you read it.',
    status: 200,
    errors: [],
    takesIfMatch: true,
  },
  input: z
    .object({ name: Name.optional(), locale: Locale.optional() })
    .meta({ id: 'UpdateMeInput', description: 'What is to change; what is left out stays' }),
  output: User,
} as const satisfies Contract
export type UpdateMeInput = z.infer<typeof updateMe.input>
