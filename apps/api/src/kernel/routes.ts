// The procedures as REST operations: what the door serves and what the document describes.
import type { Contract, Rest } from '@delete/schemas/contract'
import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server'
import { z } from 'zod'
import type { Meta } from './trpc.ts'

/** Every REST path begins with it. */
export const REST_BASE = '/v1'

export interface Route {
  /** The procedure's name: `auth.signup`. */
  name: string
  procedure: AnyTRPCProcedure
  rest: Rest
  /** The whole path: `/v1/auth/signup`. */
  path: string
  input: z.ZodType
  takesInput: boolean
  isProtected: boolean
  isSensitive: boolean
}

/** A procedure's metadata, from its contract. */
export function rest({ rest }: Contract): Meta {
  const { method, path, summary, description } = rest
  return {
    rest,
    openapi: { method, path: `${REST_BASE}${path}`, summary, description, errorResponses: [] },
  }
}

/**
 * Every procedure as a REST operation.
 * @throws {TypeError} for a procedure without a contract, so that none is missing from either door
 */
export function findRoutes(router: AnyTRPCRouter): Route[] {
  const procedures: [string, AnyTRPCProcedure][] = Object.entries(router._def.procedures)
  return procedures.map(([name, procedure]) => {
    const { rest, isProtected = false, isSensitive = false } = (procedure._def.meta ?? {}) as Meta
    const [input] = procedure._def.inputs
    if (!rest || !(input instanceof z.ZodType))
      throw new TypeError(`The procedure ${name} has no contract.`)
    const takesInput = !(input instanceof z.ZodVoid)
    return {
      name,
      procedure,
      rest,
      path: `${REST_BASE}${rest.path}`,
      input,
      takesInput,
      isProtected,
      isSensitive,
    }
  })
}
