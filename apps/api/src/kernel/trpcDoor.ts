// The tRPC door: an Express handler that speaks tRPC's protocol for queries and mutations, and calls the procedures itself.
import type { AnyTRPCProcedure, AnyTRPCRouter, TRPCError } from '@trpc/server'
import { getErrorShape } from '@trpc/server/unstable-core-do-not-import'
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { sendText } from './answer.ts'
import { readBody, requireJson } from './body.ts'
import { callProcedure } from './call.ts'
import type { CreateContext } from './context.ts'
import { type Refusal, refuse, toRefusal } from './errors.ts'
import { MAX_BATCH_CALLS } from './limits.ts'
import { logFailure } from './log.ts'
import { refuseMethod } from './methods.ts'
import { decodePath, isObject, parseJson } from './reading.ts'
import { note } from './request.ts'

interface Call {
  path: string
  /** Absent where nothing has that path. */
  procedure: AnyTRPCProcedure | undefined
}

/** What a call has come to, or, where there is none, a request as a whole. */
type Outcome = { data: unknown } | { refusal: Refusal; call?: Call }

/** Serves `router` to tRPC's clients. */
export function createTrpcDoor(
  router: AnyTRPCRouter,
  createContext: CreateContext,
  log: Logger,
): RequestHandler {
  const procedures = new Map<string, AnyTRPCProcedure>(Object.entries(router._def.procedures))

  async function answer(req: Request, res: Response): Promise<void> {
    const query = readQuery(req)
    const isBatch = query.get('batch') === '1'
    const calls = findCalls(procedures, req, isBatch)
    const inputOf = readInputs(await readText(req, query), isBatch)
    const ctx = createContext(req, res)
    const outcomes = calls.map(async (call, index): Promise<Outcome> => {
      try {
        const { path, procedure } = call
        if (!procedure) refuse('request.not_found')
        const { type } = procedure._def
        if ((type === 'query' ? 'GET' : 'POST') !== req.method) {
          res.setHeader('Allow', type === 'query' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS')
          refuse('request.method_not_allowed')
        }
        const getRawInput = async (): Promise<unknown> => inputOf(index)
        const about = { path, procedure, ctx, getRawInput, batchIndex: index }
        const result = await callProcedure(about)
        return result.ok ? { data: result.data } : { refusal: toRefusal(result.error), call }
      } catch (cause) {
        return { refusal: toRefusal(cause), call }
      }
    })
    send(res, await Promise.all(outcomes), isBatch)
  }

  function send(res: Response, outcomes: Outcome[], isBatch: boolean): void {
    const said = outcomes.map(describe)
    const text = JSON.stringify(isBatch ? said : said[0])
    const refusals = outcomes.flatMap((outcome) => ('data' in outcome ? [] : outcome.refusal))
    for (const refusal of refusals) logFailure(log, refusal)
    setHeaders(res, refusals)
    res.statusCode = joinStatuses(outcomes)
    sendText(res, 'application/json', text)
  }

  function describe(outcome: Outcome): object {
    if ('data' in outcome) return { result: outcome }
    const { refusal, call } = outcome
    const error = getErrorShape({
      config: router._def._config,
      // By its name it is one, though its cause may be anything.
      error: refusal as TRPCError,
      path: call?.path,
      type: call?.procedure?._def.type ?? 'unknown',
      input: undefined,
      ctx: undefined,
    })
    return { error }
  }

  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'POST') {
      return refuseMethod(req, res, 'GET, HEAD, POST, OPTIONS')
    }
    // A stream sends its headers before its calls are made, which have some to set.
    const accept = req.get('trpc-accept') ?? req.get('accept') ?? ''
    if (accept.includes('application/jsonl')) refuse('request.not_streamed')
    answer(req, res)
      // What is refused as a whole has one error, however many calls it makes.
      .catch((cause: unknown) => send(res, [{ refusal: toRefusal(cause) }], false))
      .catch(next)
  }
}

function readQuery({ url }: Request): URLSearchParams {
  const start = url.indexOf('?')
  return new URLSearchParams(start === -1 ? '' : url.slice(start))
}

/** @throws {Refusal} when none of the calls may be made */
function findCalls(
  procedures: Map<string, AnyTRPCProcedure>,
  req: Request,
  isBatch: boolean,
): Call[] {
  const names = decodePath(req.path.slice(1))
  const calls = (isBatch ? names.split(',') : [names]).map((path): Call => {
    return { path, procedure: procedures.get(path) }
  })
  note({ route: `${req.baseUrl}/${listKnown(calls)}` })
  if (req.method === 'POST') requireJson(req)
  if (calls.length > MAX_BATCH_CALLS) refuse('request.batch_too_large')
  const types = new Set(calls.flatMap(({ procedure }) => procedure?._def.type ?? []))
  if (types.size > 1) refuse('request.malformed')
  return calls
}

/** The procedures of a request, each once; a name that is none of ours may hold anything, and stands as `*`. */
function listKnown(calls: Call[]): string {
  const names = calls.map(({ path, procedure }) => (procedure ? path : '*'))
  return [...new Set(names)].join(',')
}

/** Both in a query and in a body, nothing means that there is no input. */
async function readText(req: Request, query: URLSearchParams): Promise<string> {
  return (req.method === 'GET' ? query.get('input') : await readBody(req)) ?? ''
}

/** The input of each call. What cannot be read is refused by those calls alone that ask for it, as in tRPC's adapters. */
function readInputs(text: string, isBatch: boolean): (index: number) => unknown {
  if (text === '') return () => undefined
  let sent: unknown
  try {
    sent = parseJson(text)
  } catch (refusal) {
    return () => {
      throw refusal
    }
  }
  if (!isBatch) return () => sent
  return (index) => (isObject(sent) ? sent[index] : refuse('request.malformed'))
}

/** Of several refusals in one answer: each header once, with the longest wait. */
function setHeaders(res: Response, refusals: Refusal[]): void {
  const headers = refusals.flatMap((refusal) => Object.entries(refusal.headers))
  for (const [name, value] of headers) {
    const other = name === 'Retry-After' ? Number(res.getHeader(name) ?? 0) : 0
    res.setHeader(name, other > Number(value) ? String(other) : value)
  }
}

/** 207 where the calls disagree. */
function joinStatuses(outcomes: Outcome[]): number {
  const statuses = outcomes.map((outcome) => ('data' in outcome ? 200 : outcome.refusal.status))
  return statuses.every((status) => status === statuses[0]) ? (statuses[0] ?? 200) : 207
}
