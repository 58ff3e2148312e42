// Holds an answer of the REST door against the OpenAPI document: a status, header, type or shape that is not there fails.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { oas31 } from 'zod-openapi'
import type { Answer } from './answers.ts'

/** Throws with everything that is wrong about the answer. `method` and `path` are those of the request, a query included. */
export type ExpectDescribed = (answer: Answer, method: string, path: string) => void

/** What HTTP, CORS and a browser's protections put on any answer; every other header must be in the document. */
const OF_EVERY_ANSWER =
  /^(?:access-control-.+|allow|cache-control|connection|content-(?:encoding|length|security-policy|type)|cross-origin-.+|date|keep-alive|permissions-policy|referrer-policy|strict-transport-security|transfer-encoding|vary|x-content-type-options|x-frame-options)$/

/** What is said where the document has no operation: to a path or a method that is not there, or to what is no HTTP. */
const OF_NO_OPERATION = new Set([400, 404, 405, 406, 408, 413, 431, 503])

/**
 * A check against `document`, in which no object may have more fields than it names (the published one leaves room for
 * those of later versions).
 */
export function describedBy(document: oas31.OpenAPIObject): ExpectDescribed {
  const closed = structuredClone(document)
  closeObjects(closed)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajvFormats.default(ajv)
  ajv.addSchema(closed, 'document')
  const compiled = new Map<object, ValidateFunction>()

  const faultsOf = (value: unknown, schema: object, what: string): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(toDocument(schema))
    compiled.set(schema, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
  const find = <Part extends object>(part: Part | oas31.ReferenceObject): Part =>
    '$ref' in part ? find(lookUp(closed, part.$ref) as Part) : part

  const headerFaults = (
    { headers }: Answer,
    declared: NonNullable<oas31.ResponseObject['headers']>,
  ): string[] => {
    const known = new Map(
      Object.entries(declared).map(([name, header]) => [name.toLowerCase(), find(header)]),
    )
    const missing = [...known]
      .filter(([name, { required }]) => required && !headers.has(name))
      .map(([name]) => `the header ${name} is missing`)
    const wrong = [...headers].flatMap(([name, text]) => {
      const header = known.get(name)
      if (header?.schema) {
        const isNumber = 'type' in header.schema && header.schema.type === 'integer'
        return faultsOf(isNumber ? Number(text) : text, header.schema, `the header ${name}`)
      }
      return header || OF_EVERY_ANSWER.test(name) ? [] : [`the header ${name} is not described`]
    })
    return [...missing, ...wrong]
  }

  const bodyFaults = ({ headers, body }: Answer, response: oas31.ResponseObject): string[] => {
    const type = headers.get('content-type')?.split(';')[0] ?? 'nothing'
    const media = response.content?.[type]
    if (!response.content) return body === undefined ? [] : ['there is a body']
    if (!media) return [`its type is ${type}, not ${Object.keys(response.content).join()}`]
    const { examples } = media
    const code = (body as { code?: string } | undefined)?.code
    return [
      ...faultsOf(body, media.schema ?? {}, 'the body'),
      ...(examples && !Object.hasOwn(examples, String(code))
        ? [`the code ${code} is none of ${Object.keys(examples).join()}`]
        : []),
    ]
  }

  return (answer, method, path) => {
    const { status, body } = answer
    const operation = operationOf(closed, method, path)
    const response = operation?.responses?.[String(status)]
    const found = response && find(response)
    const isHead = method === 'HEAD'
    const faults = found
      ? [...headerFaults(answer, found.headers ?? {}), ...(isHead ? [] : bodyFaults(answer, found))]
      : [
          ...refusalFaults(answer, operation ? undefined : method),
          ...(status >= 400 && !isHead ? faultsOf(body, PROBLEM, 'the body') : []),
        ]
    if (status >= 400 && !isHead) faults.push(...problemFaults(answer))
    if (faults.length === 0) return
    throw new Error(
      `${method} ${path} -> ${status}: ${faults.join('; ')}\n${JSON.stringify(body)?.slice(0, 1000)}`,
    )
  }
}

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** A problem says the same as the status and the headers around it. */
function problemFaults({ status, headers, body }: Answer): string[] {
  const { type, code, ...problem } = (body ?? {}) as Record<string, unknown>
  return [
    ...(problem.status === status ? [] : [`the body says ${String(problem.status)}`]),
    ...(problem.requestId === headers.get('x-request-id') ? [] : ['the request ids differ']),
    ...(String(type).endsWith(`/docs/errors#${String(code)}`) ? [] : ['type and code differ']),
  ]
}

/** `method` is undefined where the document has the operation, but not this status of it. */
function refusalFaults({ status, headers }: Answer, method: string | undefined): string[] {
  if (method === undefined) return ['its status is not described']
  if (method === 'OPTIONS' && status === 204) return []
  if (!OF_NO_OPERATION.has(status)) return ['there is no such operation']
  return status === 405 && !headers.has('allow') ? ['Allow is missing'] : []
}

/** Finds the operation as the door does: HEAD is GET, and a path that is written out goes before one with parameters. */
function operationOf(
  { paths = {} }: oas31.OpenAPIObject,
  method: string,
  path: string,
): oas31.OperationObject | undefined {
  const given = (path.split(/[?#]/, 1)[0] ?? '').split('/')
  const matching = Object.keys(paths).filter((pattern) => {
    const parts = pattern.split('/')
    return (
      parts.length === given.length &&
      parts.every((part, at) => part === given[at] || (part.startsWith('{') && given[at] !== ''))
    )
  })
  const [pattern = ''] = matching.toSorted(
    (a, b) => Number(a.includes('{')) - Number(b.includes('{')),
  )
  const item = paths[pattern] as Record<string, oas31.OperationObject> | undefined
  return item?.[method === 'HEAD' ? 'get' : method.toLowerCase()]
}

function closeObjects(node: unknown): void {
  if (typeof node !== 'object' || node === null) return
  if ('properties' in node && typeof node.properties === 'object') {
    Object.assign(node, { additionalProperties: false, ...node })
  }
  for (const child of Object.values(node)) closeObjects(child)
}

function lookUp(document: object, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], document)
}

/** References within a part are to the document that it is a part of. */
function toDocument(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"document#')) as object
}
