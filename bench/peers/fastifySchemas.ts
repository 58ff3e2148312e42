// What the Fastify peer takes and answers, as the JSON schemas that Fastify checks by and writes by.
import type { FastifySchema } from 'fastify'

const string = { type: 'string' } as const
const dateTime = { type: 'string', format: 'date-time' } as const

function object(properties: Record<string, object>): FastifySchema['body'] {
  return { type: 'object', required: Object.keys(properties), properties }
}

export const health = object({ status: string, version: string })

export const user = object({
  id: string,
  email: string,
  name: string,
  isActive: { type: 'boolean' },
  createdAt: dateTime,
  updatedAt: dateTime,
})

export const tokens = object({
  accessToken: string,
  refreshToken: string,
  tokenType: string,
  expiresIn: { type: 'integer' },
})
export interface Tokens {
  accessToken: string
  refreshToken: string
  tokenType: 'Bearer'
  expiresIn: number
}

const email = { type: 'string', format: 'email', maxLength: 254 }

export const signup = object({
  email,
  password: { type: 'string', minLength: 8, maxLength: 72 },
  name: { type: 'string', minLength: 1, maxLength: 80 },
})
export interface Signup {
  email: string
  password: string
  name: string
}

export const signedUp = object({ user: user as object, tokens: tokens as object })

export const login = object({ email, password: { type: 'string', minLength: 1, maxLength: 72 } })
export type Login = Pick<Signup, 'email' | 'password'>

export const refresh = object({ refreshToken: { type: 'string', maxLength: 4096 } })
export interface Refresh {
  refreshToken: string
}
