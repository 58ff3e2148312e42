// A request before it is written down: an operation of the document, what it is given, and through which door.
import type { Arbitrary } from 'fast-check'
import type { Header } from './headers.ts'
import type { Encoding, Framing, Recipe } from './recipe.ts'

/** An input's field, its value as a JSON text. */
export interface Field {
  name: string
  json: string
  in: 'path' | 'query' | 'body'
}

export interface Operation {
  /** The procedure's name too. */
  name: string
  method: string
  path: string
  isProtected: boolean
  /** Fields that fit the document. */
  fields: Arbitrary<Field[]>
  /** Headers that the document names, now and then. */
  headers: Arbitrary<Header[]>
}

export interface Draft {
  door: 'rest' | 'trpc'
  operation: Operation
  method: string
  fields: Field[]
  /** In place of the fields. */
  json?: string
  headers: Header[]
  /** At the tRPC door: what is called beside it, with which inputs. */
  batch?: { name: string; json: string }[]
  changeTarget: (target: string) => string
  encoding: Encoding
  framing: Framing
}

const JSON_TYPE: Header = ['content-type', 'application/json']

/** Writes a draft down. */
export function toRecipe(draft: Draft): Recipe {
  const { method, encoding, framing, changeTarget } = draft
  const { target, body } = draft.door === 'rest' ? writeRest(draft) : writeTrpc(draft)
  // tRPC's clients say it of a body that they leave out, too.
  const isTyped = body !== undefined || (draft.door === 'trpc' && method === 'POST')
  const isSaid = draft.headers.some(([name]) => name === 'content-type')
  return {
    method,
    target: changeTarget(target),
    headers: [...(isTyped && !isSaid ? [JSON_TYPE] : []), ...draft.headers],
    ...(body !== undefined && { body }),
    encoding,
    framing,
  }
}

interface Written {
  target: string
  body?: string | undefined
}

function writeRest({ operation, fields, json }: Draft): Written {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (parameter, name: string) => {
    const field = fields.find((candidate) => candidate.in === 'path' && candidate.name === name)
    return field ? encode(toPlain(field.json)) : parameter
  })
  const query = fields
    .filter((field) => field.in === 'query')
    .map((field) => `${encode(field.name)}=${encode(toPlain(field.json))}`)
  const inBody = fields.filter((field) => field.in === 'body')
  const isRead = operation.method === 'GET'
  if (isRead && json !== undefined) query.push(`input=${encode(json)}`)
  return {
    target: query.length > 0 ? `${path}?${query.join('&')}` : path,
    body: isRead ? undefined : (json ?? (inBody.length > 0 ? toObject(inBody) : undefined)),
  }
}

function writeTrpc({ operation, fields, json, batch }: Draft): Written {
  const input = json ?? (fields.length > 0 ? toObject(fields) : undefined)
  const calls = [{ name: operation.name, json: input }, ...(batch ?? [])]
  const path = `/trpc/${calls.map(({ name }) => name).join(',')}`
  const inputs = batch
    ? `{${calls.flatMap((call, at) => (call.json === undefined ? [] : `"${at}":${call.json}`)).join()}}`
    : input
  const query = batch ? ['batch=1'] : []
  const isRead = operation.method === 'GET'
  if (isRead && inputs !== undefined) query.push(`input=${encode(inputs)}`)
  return {
    target: query.length > 0 ? `${path}?${query.join('&')}` : path,
    body: isRead ? undefined : inputs,
  }
}

/** Fields as the text of one JSON object; a name given twice stands there twice. */
export function toObject(fields: Field[]): string {
  return `{${fields.map(({ name, json }) => `${JSON.stringify(name)}:${json}`).join()}}`
}

/** A JSON string without its quotes; anything else as it is. */
function toPlain(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : json
  } catch {
    return json
  }
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
