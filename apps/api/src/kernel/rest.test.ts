// The REST door on a small router: paths, queries, bodies and statuses, and the library's fault that it exists for.
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Contract } from '@delete/schemas/contract'
import { createTRPCClient, httpLink } from '@trpc/client'
import express from 'express'
import { pino } from 'pino'
import { createOpenApiExpressMiddleware } from 'trpc-to-openapi'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { CreateContext } from './context.ts'
import { parseEnv } from './env.ts'
import { sendProblems } from './problems.ts'
import { createRestDoor } from './rest.ts'
import { rest } from './routes.ts'
import { createTrpcDoor } from './trpcDoor.ts'
import { publicProcedure, router } from './trpc.ts'

const echo = z.object({}).loose()

function contract(
  method: Contract['rest']['method'],
  path: `/${string}`,
  input: z.ZodType,
  status: Contract['rest']['status'] = 200,
): Contract {
  return {
    rest: { method, path, summary: 'Echo', description: 'Echo', status, errors: [] },
    input,
    output: echo,
  }
}

function mutation<Input extends z.ZodType>(
  method: 'POST' | 'PATCH' | 'DELETE',
  path: `/${string}`,
  input: Input,
  status: 200 | 204 = 200,
) {
  return publicProcedure
    .meta(rest(contract(method, path, input, status)))
    .input(input)
    .output(echo)
    .mutation(({ input }) => ({ input }))
}

const search = z.object({
  limit: z.number().max(100).optional(),
  isNew: z.boolean().default(false),
  tags: z.array(z.string()).optional(),
  q: z.string().optional(),
})
const likes = z.object({ id: z.string(), note: z.string().optional() })

// A router of its own for each use: the library changes the schemas that it is given.
const createRouter = () =>
  router({
    search: publicProcedure
      .meta(rest(contract('GET', '/search', search)))
      .input(search)
      .output(echo)
      .query(({ input }) => ({ input })),
    change: mutation('PATCH', '/likes/{id}', likes),
    remove: mutation('DELETE', '/likes/{id}', z.object({ id: z.string() }), 204),
    optional: mutation('POST', '/logout', z.object({}).optional()),
    consent: mutation('POST', '/consent', z.object({ consent: z.boolean() })),
  })

// None of these procedures looks at its context.
const createContext: CreateContext = () => ({}) as ReturnType<CreateContext>
const log = pino({ level: 'silent' })

const ours = await serve(createOurs())
const library = await serve(createLibrary())

function createOurs(): RequestListener {
  const app = express()
  const appRouter = createRouter()
  app.use('/trpc', createTrpcDoor(appRouter, createContext, log))
  const sendProblem = sendProblems({ env: parseEnv({}), log })
  return app.use(createRestDoor(appRouter, createContext, sendProblem)).use(sendProblem)
}

function createLibrary(): RequestListener {
  const app = express()
  const appRouter = createRouter()
  app.use('/trpc', createTrpcDoor(appRouter, createContext, log))
  return app.use(
    createOpenApiExpressMiddleware({
      router: appRouter,
      createContext: () => createContext({} as express.Request, {} as express.Response),
    }),
  )
}

async function serve(app: RequestListener): Promise<string> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/v1${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

test('a query becomes what its contract expects', async () => {
  const { body } = await call(
    ours,
    'GET',
    '/search?limit=20&isNew=true&tags=a&tags=b&q=20&unknown=x',
  )
  expect(body).toEqual({ input: { limit: 20, isNew: true, tags: ['a', 'b'], q: '20' } })
  expect((await call(ours, 'GET', '/search')).body).toEqual({ input: { isNew: false } })
})

test.each(['limit=many', 'limit=1&limit=2', 'limit=', 'limit=0x10', 'isNew=1', 'q=a&q=b'])(
  'the query %s is refused',
  async (query) => {
    expect(await call(ours, 'GET', `/search?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', issues: [{ pointer: `/${query.split('=')[0]}` }] },
    })
  },
)

test('a path parameter is decoded, joins the body, and wins over it', async () => {
  const { body } = await call(ours, 'PATCH', '/likes/a%2Fb%20c', { id: 'other', note: 'hello' })
  expect(body).toEqual({ input: { id: 'a/b c', note: 'hello' } })
})

test('a broken escape in a path parameter is refused', async () => {
  expect(await call(ours, 'PATCH', '/likes/%ff', {})).toMatchObject({
    status: 400,
    body: { code: 'request.malformed' },
  })
})

test('a query goes on after a second question mark', async () => {
  expect((await call(ours, 'GET', '/search?q=a?b')).body).toMatchObject({ input: { q: 'a?b' } })
})

test.each([[null], [['x']], ['x']])(
  'a path parameter makes no object of the body %j',
  async (body) => {
    expect(await call(ours, 'PATCH', '/likes/1', body)).toMatchObject({
      status: 400,
      body: { issues: [{ pointer: '' }] },
    })
  },
)

test('204 has no body', async () => {
  expect(await call(ours, 'DELETE', '/likes/1')).toEqual({ status: 204, body: undefined })
})

test('a body that may be left out may be left out', async () => {
  expect(await call(ours, 'POST', '/logout')).toEqual({ status: 200, body: {} })
  expect(await call(ours, 'POST', '/logout', {})).toEqual({ status: 200, body: { input: {} } })
})

test('a failed request changes nothing: JSON values are never converted, at either door', async () => {
  for (const consent of ['false', 0, null]) {
    expect(await call(ours, 'POST', '/consent', { consent })).toMatchObject({
      status: 400,
      body: { issues: [{ pointer: '/consent' }] },
    })
  }
  const client = createTRPCClient<ReturnType<typeof createRouter>>({
    links: [httpLink({ url: `${ours}/trpc` })],
  })
  await expect(
    client.consent.mutate({ consent: 'false' as unknown as boolean }),
  ).rejects.toMatchObject({ data: { code: 'request.invalid' } })
})

describe("trpc-to-openapi's own door", () => {
  // When this fails, the fault is mended: read docs/decisions/0003-own-rest-door.md again.
  test('takes "false" for true, null for false, and teaches the tRPC door to do so too', async () => {
    const client = createTRPCClient<ReturnType<typeof createRouter>>({
      links: [httpLink({ url: `${library}/trpc` })],
    })
    const send = () => client.consent.mutate({ consent: 'false' as unknown as boolean })
    await expect(send()).rejects.toMatchObject({ data: { code: 'request.invalid' } })
    expect((await call(library, 'POST', '/consent', { consent: 'false' })).body).toEqual({
      input: { consent: true },
    })
    expect((await call(library, 'POST', '/consent', { consent: null })).body).toEqual({
      input: { consent: false },
    })
    expect(await send()).toEqual({ input: { consent: true } })
  })
})
