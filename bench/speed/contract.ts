// The contract of what the bench asks besides the real calls: a mutation that succeeds without the database.
import type { Contract } from '@delete/schemas/contract'
import { Email, Name } from '@delete/schemas/users'
import { z } from 'zod'

const Person = z.object({ email: Email, name: Name })

export const echo = {
  rest: {
    method: 'POST',
    path: '/echo',
    summary: 'Say it again',
    description: 'Answers what it was sent.',
    status: 200,
    errors: [],
    isRepeatable: true,
  },
  input: Person.meta({ id: 'EchoInput' }),
  output: Person.meta({ id: 'Echo' }),
} as const satisfies Contract
