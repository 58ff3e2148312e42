// The tRPC door beside tRPC's own adapter: the same requests, the same answers.
import { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express, { type RequestHandler } from 'express'
import fc from 'fast-check'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { CreateContext } from './context.ts'
import { refuse } from './errors.ts'
import { MAX_BATCH_CALLS } from './limits.ts'
import { createTrpcDoor } from './trpcDoor.ts'

// Ours refuses in words of its own: the rest of a shape has to be the same.
const t = initTRPC.create({
  isDev: false,
  errorFormatter: ({ shape }) => ({ ...shape, message: '' }),
})
const { procedure } = t
const router = t.router({
  echo: procedure.input(z.unknown()).query(({ input }) => input),
  nothing: procedure.query(() => undefined),
  list: t.router({
    of: procedure.input(z.object({ n: z.number() })).query(({ input: { n } }) => [n, null, 'ä']),
    add: procedure.input(z.object({ n: z.number() })).mutation(({ input }) => input),
    drop: procedure.mutation(() => null),
  }),
  change: procedure.input(z.unknown()).mutation(({ input }) => input),
  refused: procedure.query(() => refuse('auth.unauthenticated')),
  busy: procedure.mutation(() => refuse('service.busy')),
  broken: procedure.query((): string => {
    throw new TypeError('a fault of ours')
  }),
  unsayable: procedure.query(() => 1n),
  shaped: procedure.output(z.object({ a: z.number() })).query(() => ({ a: 1, secret: 'of ours' })),
  misshapen: procedure.output(z.object({ a: z.number() })).query((): never => 'x' as never),
  step: procedure
    .use(({ next }) => next({ ctx: { a: 1 } }))
    .use(({ next, ctx }) => next({ ctx: { b: ctx.a + 1 } }))
    .use(({ next }) => next())
    .input(z.object({ c: z.number() }).optional())
    .input(z.object({ d: z.number() }).optional())
    .output(z.unknown())
    .query(({ ctx, input, path }) => ({ ctx, input, path })),
})

const createContext = (() => ({})) as unknown as CreateContext
const log = pino({ level: 'silent' })
const ours = await serve(createTrpcDoor(router, createContext, log))
const theirs = await serve(
  createExpressMiddleware({ router, createContext: () => ({}), maxBatchSize: MAX_BATCH_CALLS }),
)

async function serve(door: RequestHandler): Promise<string> {
  const server = createServer(express().use('/trpc', door)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/trpc`
}

interface Sent {
  method: string
  path: string
  type?: string | undefined
  body?: string | undefined
}

async function send(url: string, { method, path, type, body }: Sent): Promise<Response> {
  return fetch(`${url}/${path}`, {
    method,
    headers: type === undefined ? {} : { 'content-type': type },
    // A text would bring a type of its own.
    ...(body !== undefined && method !== 'GET' && { body: Buffer.from(body) }),
  })
}

async function expectSame(sent: Sent): Promise<void> {
  const [our, their] = await Promise.all([send(ours, sent), send(theirs, sent)])
  expect({ status: our.status, text: await our.text() }).toEqual({
    status: their.status,
    text: await their.text(),
  })
  expect(our.headers.get('content-type')).toBe('application/json')
}

const JSON_TYPE = 'application/json'
const get = (path: string): Sent => ({ method: 'GET', path })
const post = (path: string, body?: string, type: string | undefined = JSON_TYPE): Sent => ({
  method: 'POST',
  path,
  type,
  body,
})
const input = (value: unknown): string => `input=${encodeURIComponent(JSON.stringify(value))}`
const many = (count: number): string => Array.from({ length: count }, () => 'nothing').join(',')

test.each<Sent>([
  get('nothing'),
  get('echo'),
  get('echo?input='),
  get('echo?input=null'),
  get('echo?input=%7B'),
  get(`echo?${input({ a: ['ä', 1.5, null] })}`),
  get(`echo?${input('+ &=')}`),
  get('echo?input=1&input=2'),
  get(`list.of?${input({ n: 1 })}`),
  get(`list.of?${input({ n: 'x' })}`),
  get(`step?${input({ c: 1, d: 2 })}`),
  get('list%2Eof'),
  get('list'),
  get('list.of.n'),
  get(''),
  get('%ff'),
  get('__proto__'),
  get('constructor,toString?batch=1'),
  get('change'),
  get('refused'),
  get('broken'),
  get('unsayable'),
  get('shaped'),
  get('misshapen'),
  get('unsayable,nothing?batch=1'),
  get('nothing?batch=1'),
  get('nothing?batch=true'),
  get('nothing,nothing'),
  get('nothing,refused,broken,missing?batch=1'),
  get('refused,refused?batch=1'),
  get('nothing%2Crefused?batch=1'),
  get(`echo,echo,list.of?batch=1&${input({ 0: 1, 2: { n: 2 } })}`),
  get(`echo,echo?batch=1&${input([1, 2])}`),
  get('echo,nothing?batch=1&input=1'),
  get('echo,nothing,missing?batch=1&input=%7B'),
  get('nothing,change?batch=1'),
  get('change,change?batch=1'),
  get(`${many(20)}?batch=1`),
  get(`${many(21)}?batch=1`),
  post('change', '{"a":1}'),
  post('change'),
  post('change', ''),
  post('change', '{'),
  post('change', '1e999'),
  post('change', '{"__proto__":{"a":1},"constructor":2}'),
  post('change', '{}', 'Application/JSON; charset=utf-8'),
  post('change', '{}', 'text/plain'),
  { method: 'POST', path: 'change' },
  { method: 'POST', path: 'change,change?batch=1', body: '{}' },
  post('list.drop'),
  post('list.add', '{"n":1}'),
  post('busy'),
  post('echo', '{}'),
  post('missing', '{'),
  post('change,list.add,busy?batch=1', '{"0":1,"1":{"n":"x"}}'),
  post('change,list.drop,missing?batch=1', '{'),
  post('change,list.drop?batch=1', 'null'),
  post('change,echo?batch=1', '{}'),
])('$method $path $body ($type)', expectSame)

test('whatever is sent', async () => {
  const known = Object.keys(router._def.procedures)
  const others = ['', 'missing', 'list', '__proto__', 'hasOwnProperty', '%ff', 'list%2Eof', 'a b']
  const names = fc.constantFrom(...known.concat(others))
  const text = fc.oneof(
    fc.json(),
    fc.dictionary(fc.nat(22).map(String), fc.jsonValue()).map((value) => JSON.stringify(value)),
    fc.constantFrom('', '{', '[]', 'null', '"0"'),
  )
  const sent = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    path: fc.array(names, { minLength: 1, maxLength: 22 }),
    comma: fc.constantFrom(',', '%2C'),
    batch: fc.constantFrom('batch=1', 'batch=1', 'batch=0', 'batch', 'batch=1&batch=0'),
    query: fc.option(text),
    body: fc.option(text, { nil: undefined }),
    type: fc.constantFrom(JSON_TYPE, JSON_TYPE, JSON_TYPE, 'text/plain', undefined),
  })
  const law = fc.asyncProperty(sent, async ({ path, comma, batch, query, ...rest }) => {
    const input = query === null ? '' : `&input=${encodeURIComponent(query)}`
    await expectSame({ ...rest, path: `${path.join(comma)}?${batch}${input}` })
  })
  await expect(fc.assert(law, { numRuns: 200 })).resolves.toBeUndefined()
})

test.each([
  ['httpLink', httpLink],
  ['httpBatchLink', httpBatchLink],
])('%s hears the same', async (_name, link) => {
  const hear = async (url: string): Promise<unknown> => {
    const client = createTRPCClient<typeof router>({ links: [link({ url })] })
    const calls = [
      client.nothing.query(),
      client.echo.query({ a: 'ä' }),
      client.list.of.query({ n: 1 }),
      client.list.of.query({ n: 'x' as unknown as number }),
      client.refused.query(),
      client.step.query({ c: 1, d: 2 }),
      client.list.drop.mutate(),
      client.list.add.mutate({ n: 2 }),
      client.busy.mutate(),
    ]
    const settled = await Promise.allSettled(calls)
    return settled.map((call) => (call.status === 'fulfilled' ? call.value : call.reason.shape))
  }
  expect(await hear(ours)).toEqual(await hear(theirs))
})

test('of a batch that is refused as a whole, each call hears why', async () => {
  const client = createTRPCClient<typeof router>({ links: [httpBatchLink({ url: ours })] })
  const calls = Array.from({ length: MAX_BATCH_CALLS + 1 }, () => client.nothing.query())
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({ reason: { data: { code: 'BAD_REQUEST', httpStatus: 400 } } })
  }
})

test('of several waits in one answer, the longest is told', async () => {
  const waits = [3, 90, 12]
  const short = t.router({
    wait: procedure
      .input(z.number())
      .mutation(({ input }) => refuse('request.rate_limited', { retryAfterSeconds: input })),
  })
  const url = await serve(createTrpcDoor(short, createContext, log))
  const body = JSON.stringify({ ...waits })
  const { status, headers } = await send(url, post('wait,wait,wait?batch=1', body))
  expect([status, headers.get('retry-after')]).toEqual([429, '90'])
})
