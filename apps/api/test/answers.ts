// What a request is answered, at either door.
import { refuseSecrets } from './secrets.ts'

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

/** Sends a request, its body as JSON; an error that repeats a secret fails the test. */
export async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) refuseSecrets([text])
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}
