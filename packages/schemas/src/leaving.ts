// The contract of leaving: taking along what is held, going, and coming back in time.
import { z } from 'zod'
import { login, Tokens } from './auth.ts'
import type { Contract } from './contract.ts'
import { NoInput } from './noInput.ts'

export const requestExport = {
  rest: {
    method: 'POST',
    path: '/users/me/export',
    summary: 'Ask for all that is held of you',
    description:
      'Has one JSON file made of everything; a mail tells when it is there. It is kept for 7 days. Asked for again once it is there, it is made anew.',
    status: 202,
    errors: [],
    limits: ['export.account'],
    isRepeatable: true,
  },
  input: NoInput,
  output: z
    .object({ state: z.literal('making').meta({ description: 'It is being made' }) })
    .meta({ id: 'ExportRequested', description: 'An export is being made' }),
} as const satisfies Contract

export const Export = z
  .object({
    state: z.enum(['none', 'making', 'ready']).meta({
      description: 'Whether one was asked for in the last 7 days, and is made',
      examples: ['ready'],
    }),
    madeAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it was made', examples: ['2026-11-23T09:00:00.000Z'] }),
    expiresAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Until when it is kept', examples: ['2026-11-30T09:00:00.000Z'] }),
    file: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({
        description: 'Everything that is held, by kind; null until it is made',
        examples: [{ account: { email: 'ada@example.com', name: 'Ada' } }],
      }),
  })
  .meta({ id: 'Export', description: 'All that is held of you, once it is made' })
export type Export = z.infer<typeof Export>

export const readExport = {
  rest: {
    method: 'GET',
    path: '/users/me/export',
    summary: 'All that is held of you',
    description: 'How far your export is; and once it is made, the file.',
    status: 200,
    errors: [],
  },
  input: z.void(),
  output: Export,
} as const satisfies Contract

export const deleteAccount = {
  rest: {
    method: 'DELETE',
    path: '/users/me',
    summary: 'Delete your account',
    description:
      'Ends every session; the account is gone from every answer. For 28 days (unless set otherwise) it can be taken back by its password, then all of it is erased.',
    status: 204,
    errors: [],
    knowsCookie: true,
  },
  input: z.void(),
  output: z.void(),
} as const satisfies Contract

export const restoreAccount = {
  rest: {
    method: 'POST',
    path: '/users/me/restore',
    summary: 'Take your account back',
    description:
      'Keeps an account that is leaving, and logs it in. One that is not leaving is logged in.',
    status: 200,
    errors: ['auth.invalid_credentials', 'service.busy', 'service.unavailable'],
    limits: ['login.address', 'login.account', 'login.both'],
    knowsCookie: true,
    isRepeatable: true,
  },
  input: login.input,
  output: Tokens,
} as const satisfies Contract
