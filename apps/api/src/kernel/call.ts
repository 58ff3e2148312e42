// Calls a procedure, the same for both doors.
import { type AnyTRPCProcedure, getTRPCErrorFromUnknown } from '@trpc/server'
import { z } from 'zod'
import { invalid } from './errors.ts'
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
type Definition = AnyTRPCProcedure['_def'] & {
  middlewares: (Middleware & { _type?: string })[]
  output?: unknown
}

/**
 * What the procedure answers, or throws; a Refusal `request.invalid` where the input does not fit. tRPC's own caller does the
 * same, at several times the cost: its compiled form copies what each middleware is told property by property, sixteen times
 * a call, and an input that is refused makes three errors, each with its stack.
 */
export function callProcedure({
  procedure,
  ...call
}: Pick<Options, 'path' | 'ctx' | 'getRawInput' | 'batchIndex'> & {
  procedure: AnyTRPCProcedure
}): Promise<Result> {
  const definition = procedure._def as Definition
  const { type, meta } = definition
  let middlewares = prepared.get(definition)
  if (!middlewares) prepared.set(definition, (middlewares = prepare(definition)))
  return run(middlewares, 0, { ...call, type, meta, input: undefined, signal: undefined })
}

const prepared = new WeakMap<Definition, Middleware[]>()

/** The middlewares, with those that tRPC makes of zod's schemas replaced by ours. */
function prepare({ inputs, output, middlewares }: Definition): Middleware[] {
  const schemas = inputs.values()
  return middlewares.map((middleware) => {
    const { _type: type } = middleware
    const schema = type === 'input' ? schemas.next().value : type === 'output' ? output : undefined
    if (!(schema instanceof z.ZodType)) return middleware
    return type === 'input' ? checkInput(schema) : checkOutput(schema)
  })
}

/**
 * As `safeParse`, but for the error object that this makes, which costs more than the check: its getter is new each time,
 * and V8 keeps the class that it makes of each until the old space is collected.
 */
function checkInput(schema: z.ZodType): Middleware {
  return async ({ getRawInput, input, next }) => {
    const checked = schema._zod.run({ value: await getRawInput(), issues: [] }, SYNC)
    if (checked instanceof Promise) throw new z.core.$ZodAsyncError()
    if (checked.issues.length > 0)
      return { ok: false, error: invalid(checked.issues.map(finalize)) }
    const data = checked.value
    return next({ input: isObject(input) && isObject(data) ? { ...input, ...data } : data })
  }
}

const SYNC = { async: false }

function finalize(issue: z.core.$ZodRawIssue): z.core.$ZodIssue {
  return z.core.util.finalizeIssue(issue, SYNC, z.core.config())
}

/** An output that does not fit is a fault of ours. */
function checkOutput(schema: z.ZodType): Middleware {
  return async ({ next }) => {
    const result = await next()
    return result.ok ? { ok: true, data: schema.parse(result.data) } : result
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
