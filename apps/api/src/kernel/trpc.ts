// The procedures that features build on, and the shape of an error at the tRPC door.
import { workAs } from '@delete/db/pool'
import type { Rest } from '@delete/schemas/contract'
import type { ErrorCode, Issue } from '@delete/schemas/errors'
import { initTRPC, type TRPCErrorShape } from '@trpc/server'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/unstable-core-do-not-import'
import type { OpenApiMeta } from 'trpc-to-openapi'
import type { Context } from './context.ts'
import { refuse, toRefusal } from './errors.ts'
import { refuseUnsafe } from './input.ts'
import { requestId } from './request.ts'

/** What a procedure says of itself, for the REST door and the OpenAPI document. */
export type Meta = OpenApiMeta & {
  rest?: Rest
  /** Whether it needs an access token. */
  isProtected?: boolean
  /** Whether it needs a password that was given a short time ago. */
  isSensitive?: boolean
}

/** What a client finds in an error's `data`. */
export interface ErrorData {
  code: ErrorCode
  httpStatus: number
  issues: Issue[]
  requestId: string
  /** Of an account that is leaving: when it is erased, unless it is taken back. */
  erasedAt?: string
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    isDev: false,
    errorFormatter: ({ error }): TRPCErrorShape<ErrorData> => {
      const { code, message, reason, status, issues, erasedAt } = toRefusal(error)
      return {
        code: TRPC_ERROR_CODES_BY_KEY[code],
        message,
        data: {
          code: reason,
          httpStatus: status,
          issues,
          requestId: requestId(),
          ...(erasedAt !== undefined && { erasedAt }),
        },
      }
    },
  })

export const { router } = t

/** For everybody. */
export const publicProcedure = t.procedure.use(async ({ path, getRawInput, next }) => {
  refuseUnsafe(await getRawInput())
  return workAs(path, next)
})

/** For whoever has a valid access token: `ctx.actor`. */
export const userProcedure = publicProcedure
  .meta({ isProtected: true })
  .use(async ({ ctx, next }) => {
    const caller = await ctx.findCaller()
    return caller ? next({ ctx: caller }) : refuse('auth.unauthenticated')
  })

/** For whoever has also given the password within REAUTHENTICATION_SECONDS. */
export const sensitiveProcedure = userProcedure
  .meta({ isSensitive: true })
  .use(({ ctx: { session, clock, env }, next }) => {
    const ageMs = clock.now().getTime() - session.authenticatedAt.getTime()
    return ageMs < env.reauthenticationSeconds * 1000 ? next() : refuse('auth.reauth_required')
  })
