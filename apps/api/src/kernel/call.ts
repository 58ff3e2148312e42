// Calls a procedure, the same for both doors.
import { type AnyTRPCProcedure, getTRPCErrorFromUnknown } from '@trpc/server'
import { z } from 'zod'
import { refuseIssues } from './errors.ts'
import { isObject } from './reading.ts'

/** What a middleware is told of the call; `next` makes the rest of it, with some of this changed. */
interface Options {
  path: string
  type: AnyTRPCProcedure['_def']['type']
  ctx: object
  meta: unknown
  getRawInput: () => Promise<unknown>
  input: unknown
  signal: undefined
  /** Its place in its batch. */
  batchIndex: number
}

type Result = { ok: true; data: unknown } | { ok: false; error: Error }
type Next = (changed?: Partial<Options>) => Promise<Result>
type Middleware = (options: Options & { next: Next }) => Promise<Result>

/** As tRPC keeps it; its types leave the middlewares out. */
type Definition = AnyTRPCProcedure['_def'] & { middlewares: (Middleware & { _type?: string })[] }

/**
 * What the procedure answers. tRPC's own caller does the same, at several times the cost: its compiled form copies what each
 * middleware is told property by property, sixteen times a call, and an input that is refused makes three errors, each
 * with its stack.
 * @throws {TRPCError} whatever the procedure throws; a Refusal `request.invalid` where the input does not fit
 */
export async function callProcedure({
  procedure,
  ...call
}: Pick<Options, 'path' | 'ctx' | 'getRawInput' | 'batchIndex'> & {
  procedure: AnyTRPCProcedure
}): Promise<unknown> {
  const definition = procedure._def as Definition
  const { type, meta } = definition
  let middlewares = prepared.get(definition)
  if (!middlewares) prepared.set(definition, (middlewares = prepare(definition)))
  const options = { ...call, type, meta, input: undefined, signal: undefined }
  const result = await run(middlewares, 0, options)
  if (!result.ok) throw result.error
  return result.data
}

const prepared = new WeakMap<Definition, Middleware[]>()

/** The middlewares, with those that tRPC makes of zod's schemas replaced by ours. */
function prepare({ inputs, middlewares }: Definition): Middleware[] {
  const schemas = inputs.values()
  return middlewares.map((middleware) => {
    const schema = middleware._type === 'input' ? schemas.next().value : undefined
    return schema instanceof z.ZodType ? checkInput(schema) : middleware
  })
}

function checkInput(schema: z.ZodType): Middleware {
  return async ({ getRawInput, input, next }) => {
    const { error, data } = schema.safeParse(await getRawInput())
    if (error) refuseIssues(error)
    return next({ input: isObject(input) && isObject(data) ? { ...input, ...data } : data })
  }
}

async function run(middlewares: Middleware[], index: number, options: Options): Promise<Result> {
  const next: Next = (changed) => {
    const ctx = changed?.ctx ? { ...options.ctx, ...changed.ctx } : options.ctx
    return run(middlewares, index + 1, { ...options, ...changed, ctx })
  }
  try {
    const middleware = middlewares[index]
    if (!middleware) throw new TypeError('A procedure ends with its resolver.')
    return await middleware({ ...options, next })
  } catch (cause) {
    return { ok: false, error: getTRPCErrorFromUnknown(cause) }
  }
}
