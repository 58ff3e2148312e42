// One call through either door, for tests that hold every procedure to the same rules.
import type { Route } from '../src/kernel/routes.ts'
import type { Answer, Api } from './harness.ts'

interface TrpcBody {
  result?: { data: unknown }
  error?: { data: { code: string; issues: unknown[]; httpStatus: number; requestId: string } }
}

/** The same call through the tRPC door, by name. */
export async function callTrpc(
  { url }: Pick<Api, 'url'>,
  name: string,
  type: string,
  input: unknown,
  accessToken?: string,
): Promise<{ status: number; headers: Headers; body: TrpcBody }> {
  const query =
    type === 'query' && input !== undefined
      ? `?input=${encodeURIComponent(JSON.stringify(input))}`
      : ''
  const response = await fetch(`${url}/trpc/${name}${query}`, {
    method: type === 'query' ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    },
    ...(type === 'mutation' && { body: JSON.stringify(input) ?? null }),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as TrpcBody,
  }
}

/** The same call through the REST door: a parameter of the path goes there, what a GET takes into the query. */
export function callRest(
  api: Pick<Api, 'rest'>,
  { path, rest: { method } }: Route,
  input: unknown,
  accessToken?: string,
): Promise<Answer> {
  const fields = new Map(Object.entries(typeof input === 'object' && input !== null ? input : {}))
  const filled = path.replaceAll(/\{(\w+)\}/g, (_parameter, name: string) =>
    String(fields.get(name)),
  )
  const headers = { ...(accessToken && { authorization: `Bearer ${accessToken}` }) }
  const query = new URLSearchParams(
    [...fields].map(([name, value]): [string, string] => [name, String(value)]),
  )
  if (method === 'GET') return api.rest(method, `${filled}?${query.toString()}`, undefined, headers)
  return api.rest(method, filled, filled === path ? input : undefined, headers)
}

/** What no contract of this kind takes. */
export function invalidFor({ path, rest, input }: Route): unknown {
  if (path.endsWith('/{id}')) return { id: 'nonsense' }
  if (rest.method === 'GET') return { limit: 0 }
  return input.safeParse({}).success ? [] : {}
}
