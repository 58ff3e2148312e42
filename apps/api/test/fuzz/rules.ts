// What must hold of every answer, whatever was asked.
import { errors } from '@delete/schemas/errors'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { oas31 } from 'zod-openapi'
import { describedBy } from '../described.ts'
import { refuseSecrets } from '../secrets.ts'
import type { Framing, Recipe } from './recipe.ts'
import { resolve } from './valid.ts'
import { MARK } from './values.ts'
import type { Answer } from './wire.ts'

export type Asked = Pick<Recipe, 'method' | 'target' | 'framing'>

/** Throws with what is wrong about an answer. */
export type Rules = (answer: Answer, asked: Asked) => void

type Check = (answer: Answer, asked: Asked, path: string) => void

/** What is served beside the doors. */
const PAGES = /^\/(?:v1\/openapi\.json|docs(?:\/.*)?)?$/i

/** What is said of a request that nobody could read, before anybody looks at its path. */
const UNREAD = new Set([400, 408, 431])

/** What Node reads and the api does not, so that the connection may go on. */
const READ_BY_NODE = new Set<Framing>(['no host', 'two hosts'])

/** The rules for an api with this document. */
export function rulesOf(document: oas31.OpenAPIObject): Rules {
  const expectDescribed = describedBy(document)
  const described: Check = (answer, { method }, path) =>
    expectDescribed({ ...answer, body: read(answer) }, method, path)
  // A method that is none of the document's makes it hold a refusal to the shape of refusals alone.
  const refused: Check = (answer, asked) =>
    described(answer, { ...asked, method: asked.method === 'HEAD' ? 'HEAD' : 'NONE' }, '/')
  const trpc = trpcRules(document, refused)

  return (answer, asked) => {
    expectSound(answer)
    const { method, target, framing } = asked
    const { status, headers } = answer
    const path = pathOf(target)
    const isUnread =
      UNREAD.has(status) &&
      isProblem(headers) &&
      (headers.get('connection') === 'close' || READ_BY_NODE.has(framing))
    const methods = methodsAt(document, path)
    if (methods.includes(method)) return described(answer, asked, path)
    if (isUnread) return refused(answer, asked, path)
    if (/^\/trpc(?:\/|$)/i.test(path)) return trpc(answer, asked, path)
    if (method === 'OPTIONS')
      return expectStatus(answer, [204, ...(methods.length > 0 ? [] : [404])])
    if (PAGES.test(path)) return status < 400 ? undefined : refused(answer, asked, path)
    expectStatus(answer, [methods.length > 0 ? 405 : 404])
    refused(answer, asked, path)
    if (status === 405) expectAllow(answer, methods)
  }
}

function isProblem(headers: Headers): boolean {
  return headers.get('content-type')?.startsWith('application/problem+json') === true
}

/** What no answer may be or hold. */
function expectSound({ status, headers, text }: Answer): void {
  if (status >= 500 && (status !== 503 || !/^[1-9]\d*$/.test(headers.get('retry-after') ?? ''))) {
    throw new Error(`It failed with ${status}: ${text.slice(0, 500)}`)
  }
  for (const [name, value] of headers) {
    // That one a caller may choose.
    if (name !== 'x-request-id' && value.includes(MARK))
      throw new Error(`The header ${name} repeats what was sent.`)
  }
  if (status >= 400) expectSilent(text, headers)
}

function expectSilent(error: string, headers: Headers): void {
  const text = error.replaceAll(headers.get('x-request-id') ?? error, '')
  if (text.includes(MARK)) throw new Error(`The error repeats what was sent: ${text.slice(0, 500)}`)
  refuseSecrets([text])
}

function expectStatus({ status }: Answer, allowed: number[]): void {
  if (!allowed.includes(status)) throw new Error(`It is ${status}, not ${allowed.join(' or ')}.`)
}

function expectAllow({ headers }: Answer, methods: string[]): void {
  const allow = (headers.get('allow') ?? '').split(', ').toSorted().join()
  const expected = [...methods, 'OPTIONS'].toSorted().join()
  if (allow !== expected) throw new Error(`Allow is ${allow}, not ${expected}.`)
}

/** The body, as JSON where its type says so. */
function read({ text }: Answer): unknown {
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

/** A target may be a whole URL; only its path counts. */
function pathOf(target: string): string {
  const local = target.startsWith('/')
    ? target
    : (/^https?:\/\/[^/?#]*(\/.*)$/i.exec(target)?.[1] ?? '/')
  return local.split(/[?#]/, 1)[0] ?? ''
}

/** The methods that the document has for a path, HEAD wherever there is GET; none where the path is not in it. */
function methodsAt({ paths = {} }: oas31.OpenAPIObject, path: string): string[] {
  const given = path.split('/')
  const fits = (pattern: string): boolean => {
    const parts = pattern.split('/')
    return (
      parts.length === given.length &&
      parts.every((part, at) => part === given[at] || (part.startsWith('{') && given[at] !== ''))
    )
  }
  const pattern = Object.hasOwn(paths, path) ? path : Object.keys(paths).find(fits)
  return Object.keys(pattern === undefined ? {} : (paths[pattern] ?? {}))
    .map((method) => method.toUpperCase())
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}

/** What no longer can be decoded names nothing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

interface TrpcItem {
  result?: { data?: unknown }
  error?: {
    code: unknown
    message: unknown
    data: { code: keyof typeof errors; httpStatus: number; issues: unknown; requestId: unknown }
  }
}

function trpcRules(document: oas31.OpenAPIObject, refused: Check): Check {
  const outputs = outputsOf(document)
  return (answer, asked, path) => {
    const { status, headers, text } = answer
    if (asked.method === 'OPTIONS') return expectStatus(answer, [204])
    if (asked.method === 'HEAD') return
    if (isProblem(headers)) return refused(answer, asked, path)
    if (headers.get('content-type') !== 'application/json') throw new Error('Its type is not JSON.')
    const body = read(answer) as TrpcItem | TrpcItem[]
    const items = [body].flat()
    const names = decode(path.slice('/trpc/'.length)).split(',')
    const statuses = items.map((item, at) => {
      const output = outputs.get(names[at] ?? '')
      if (item.error) return expectTrpcError(item.error, headers)
      if (!item.result || !output)
        throw new Error(`This is no answer of tRPC: ${text.slice(0, 500)}`)
      if (!output(item.result.data)) {
        throw new Error(
          `${names[at]} answered something else than the document says: ${text.slice(0, 500)}`,
        )
      }
      return 200
    })
    expectStatus(answer, [new Set(statuses).size === 1 ? Number(statuses[0]) : 207])
    if (status === 207 && !Array.isArray(body)) throw new Error('Only a batch is answered 207.')
  }
}

/** The status that the error says of itself. */
function expectTrpcError(error: NonNullable<TrpcItem['error']>, headers: Headers): number {
  const { code, message, data } = error
  const shown = JSON.stringify(error)
  expectSilent(shown, headers)
  const isWhole =
    typeof code === 'number' &&
    typeof message === 'string' &&
    Object.hasOwn(errors, data.code) &&
    errors[data.code].status === data.httpStatus &&
    Array.isArray(data.issues) &&
    data.requestId === headers.get('x-request-id')
  if (!isWhole || data.code === 'internal')
    throw new Error(`This error is not in the catalogue: ${shown}`)
  return data.httpStatus
}

/** By the procedure's name, whether something is what its operation answers. */
function outputsOf(document: oas31.OpenAPIObject): Map<string, (data: unknown) => boolean> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, 'document')
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, oas31.OperationObject>).map(([method, operation]) => ({
      name: operation.operationId ?? '',
      responses: operation.responses ?? {},
      pointer: `document#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/responses`,
    })),
  )
  return new Map(
    operations.map(({ name, responses, pointer }) => {
      const status = Object.keys(responses).find((status) => status.startsWith('2')) ?? ''
      const { content } = resolve<oas31.ResponseObject>(document, responses[status] ?? {})
      if (!content) return [name, (data: unknown) => data === undefined]
      const $ref = `${pointer}/${status}/content/application~1json/schema`.replaceAll(
        /[{}]/g,
        encodeURIComponent,
      )
      const validate: ValidateFunction = ajv.compile({ $ref })
      return [name, (data: unknown) => validate(data)]
    }),
  )
}
