// Requests made of the OpenAPI document's own examples, and ways to send them that fetch does not have.
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import type { oas31 } from 'zod-openapi'
import type { Answer } from './answers.ts'

export interface Operation {
  id: string
  /** In capitals. */
  method: string
  /** With its parameters in braces. */
  path: string
  isProtected: boolean
  parameters: oas31.ParameterObject[]
  body?: { example: Record<string, unknown> }
  /** The status of its success. */
  success: number
  /** Every status that it can answer. */
  statuses: number[]
  /** The codes of its refusals. */
  codes: string[]
}

export interface Sent {
  method: string
  path: string
  headers: Record<string, string>
  body?: string
}

/** Every operation of the document, with its references followed. */
export function operationsOf(document: oas31.OpenAPIObject): Operation[] {
  const { components } = document
  const follow = <Part extends object>(part: Part | oas31.ReferenceObject): Part => {
    if (!('$ref' in part)) return part
    const [, , kind = '', name = ''] = part.$ref.split('/')
    return components?.[kind as 'parameters']?.[name] as Part
  }
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, oas31.OperationObject>).map(([method, operation]) => {
      const { operationId = '', security = [], parameters = [], requestBody, responses } = operation
      const statuses = Object.keys(responses ?? {}).map(Number)
      const problems = Object.values(responses ?? {}).flatMap((response) =>
        Object.keys(
          follow<oas31.ResponseObject>(response).content?.['application/problem+json']?.examples ??
            {},
        ),
      )
      const media = requestBody && follow(requestBody).content?.['application/json']
      return {
        id: operationId,
        method: method.toUpperCase(),
        path,
        isProtected: security.length > 0,
        parameters: parameters.map((parameter) => follow(parameter)),
        ...(media && { body: { example: media.example } }),
        success: statuses.find((status) => status < 300) ?? 0,
        statuses,
        codes: problems,
      }
    }),
  )
}

/** The operation as its examples call it, in path, query and body. Its headers are for special cases. */
export function exampleRequest({ method, path, parameters, body }: Operation): Sent {
  const exampleOf = ({ schema = {} }: oas31.ParameterObject): string =>
    String((schema as oas31.SchemaObject).examples?.[0])
  // No cursor is good for every caller.
  const query = parameters.filter((each) => each.in === 'query' && each.name !== 'cursor')
  const search = new URLSearchParams(
    query.map((each): [string, string] => [each.name, exampleOf(each)]),
  )
  const filled = parameters
    .filter((each) => each.in === 'path')
    .reduce((path, each) => path.replace(`{${each.name}}`, exampleOf(each)), path)
  return {
    method,
    path: query.length > 0 ? `${filled}?${search.toString()}` : filled,
    headers: body ? { 'content-type': 'application/json' } : {},
    ...(body && { body: JSON.stringify(body.example) }),
  }
}

/** Signs up with an address that has no account yet. */
export function becomeNew(sent: Sent): Sent {
  return change(sent, { email: `${randomUUID()}@example.com` })
}

/** Sends other fields. */
export function change(sent: Sent, fields: object): Sent {
  sent.body = JSON.stringify({ ...JSON.parse(sent.body ?? '{}'), ...fields })
  return sent
}

/** Sends it by fetch. */
export async function send(url: string, { path, ...init }: Sent): Promise<Answer> {
  const response = await fetch(`${url}${path}`, init)
  const text = await response.text()
  const { status, headers } = response
  return { status, headers, body: text === '' ? undefined : JSON.parse(text) }
}

/** Sends these characters, and nothing more, on a connection of their own. */
export async function sendRaw(url: string, text: string): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? []
    return [name, value]
  })
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Headers(headers),
    body: body === '' ? undefined : JSON.parse(body),
  }
}
