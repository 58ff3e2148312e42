// The contract of health: what a load balancer asks.
import { z } from 'zod'
import type { Contract } from './contract.ts'

export const live = {
  rest: {
    method: 'GET',
    path: '/health',
    summary: 'Is the process alive',
    description: 'Answers without touching the database.',
    status: 200,
    errors: [],
  },
  input: z.void(),
  output: z
    .object({
      status: z.literal('ok').meta({ description: 'It is alive' }),
      version: z.string().meta({ description: 'The version of the service', examples: ['0.1.0'] }),
    })
    .meta({ id: 'Health', description: 'The process answers' }),
} as const satisfies Contract

export const ready = {
  rest: {
    method: 'GET',
    path: '/ready',
    summary: 'Can the service do its work',
    description:
      'Asks the database and compares its migrations with the ones of this version. When something is missing, `issues` names it: `/database` or `/migrations`.',
    status: 200,
    errors: ['service.not_ready'],
  },
  input: z.void(),
  output: z
    .object({ status: z.literal('ready').meta({ description: 'It can do its work' }) })
    .meta({ id: 'Readiness', description: 'Nothing is missing' }),
} as const satisfies Contract
