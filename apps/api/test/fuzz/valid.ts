// Values that fit a JSON schema of the document, as JSON texts. What only a member has stands in them as `~access~`.
import fc, { type Arbitrary } from 'fast-check'
import type { oas31 } from 'zod-openapi'

type Schema = oas31.SchemaObject | oas31.ReferenceObject

/** What the document cannot say: that these are the caller's own, or what the service has handed out. */
const OF_MEMBERS: Record<string, Arbitrary<string>> = {
  email: fc.constantFrom('~email~', 'fuzz~count~@example.com', 'nobody@example.com'),
  password: fc.constantFrom('~password~', '~password~', '~password~', 'wrong password'),
  refreshToken: fc.constant('~refresh~'),
  cursor: fc.constant('~cursor~'),
  id: fc.constantFrom('~session~', '~othersSession~'),
}

/** A JSON text that fits `schema`, which is what `name` stands for in `document`. */
export function validJson(
  document: oas31.OpenAPIObject,
  schema: Schema,
  name: string,
): Arbitrary<string> {
  const known = Object.hasOwn(OF_MEMBERS, name) ? OF_MEMBERS[name] : undefined
  return known ? known.map((text) => JSON.stringify(text)) : fitting(document, schema)
}

/** A part of the document itself, or the one that it refers to. */
export function resolve<Part extends object>(
  document: oas31.OpenAPIObject,
  part: Part | oas31.ReferenceObject,
): Part {
  if (!('$ref' in part)) return part
  const names = part.$ref.split('/').slice(1)
  const found = names.reduce<unknown>((node, name) => Object(node)[name] as unknown, document)
  if (found === undefined) throw new Error(`The document has no ${part.$ref}.`)
  return resolve(document, found as Part | oas31.ReferenceObject)
}

function fitting(document: oas31.OpenAPIObject, given: Schema): Arbitrary<string> {
  const schema = resolve(document, given)
  const options = schema.anyOf ?? schema.oneOf
  if (options) return fc.oneof(...options.map((option) => fitting(document, option)))
  if (schema.const !== undefined) return fc.constant(JSON.stringify(schema.const))
  if (schema.enum) return fc.constantFrom(...schema.enum.map((value) => JSON.stringify(value)))
  const types = [schema.type ?? 'object'].flat()
  return fc.oneof(...types.map((type) => ofType(document, schema, type)))
}

function ofType(
  document: oas31.OpenAPIObject,
  schema: oas31.SchemaObject,
  type: string,
): Arbitrary<string> {
  switch (type) {
    case 'null':
      return fc.constant('null')
    case 'boolean':
      return fc.boolean().map(String)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000 }).map(String)
    case 'number':
      return fc
        .double({ min: schema.minimum ?? -1000, max: schema.maximum ?? 1000, noNaN: true })
        .map(String)
    case 'array':
      return fc
        .array(fitting(document, schema.items ?? {}), {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(schema.maxItems ?? 5, 5),
        })
        .map((items) => `[${items.join()}]`)
    case 'object':
      return fieldsOf(document, schema).map(
        (fields) => `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join()}}`,
      )
    default:
      return textFor(schema).map((text) => JSON.stringify(text))
  }
}

/** The fields of an object, those that are optional now and then. */
export function fieldsOf(
  document: oas31.OpenAPIObject,
  { properties = {}, required = [] }: oas31.SchemaObject,
): Arbitrary<[name: string, json: string][]> {
  const fields = Object.entries(properties).map(([name, schema]): Arbitrary<[string, string][]> => {
    const field = validJson(document, schema, name).map((json): [string, string][] => [
      [name, json],
    ])
    return required.includes(name) ? field : fc.oneof(field, fc.constant<[string, string][]>([]))
  })
  return fc.tuple(...fields).map((found) => found.flat())
}

function textFor({ format, pattern, minLength, maxLength }: oas31.SchemaObject): Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'email') return fc.emailAddress()
  if (format === 'date-time') {
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'))
  const bounds = { minLength: minLength ?? 0, maxLength: Math.min(maxLength ?? 40, 40) }
  return fc.oneof(
    fc.string({ unit: 'grapheme-ascii', ...bounds }),
    fc.string({ unit: 'grapheme', ...bounds }),
  )
}

/** What only the service has handed out, or makes sense once. */
const HEADERS_OF_MEMBERS: Record<string, Arbitrary<string>> = {
  'idempotency-key': fc.constantFrom('key-~count~', '~key~'),
  'if-match': fc.constantFrom('~etag~', '*'),
  'if-none-match': fc.constantFrom('~etag~', '*'),
  '__host-session': fc.constant('~refresh~'),
}

/** The value of a header that fits `schema`. */
export function validHeader(
  document: oas31.OpenAPIObject,
  schema: Schema,
  name: string,
): Arbitrary<string> {
  const known = HEADERS_OF_MEMBERS[name.toLowerCase()]
  return known ?? fitting(document, schema).map((json) => String(JSON.parse(json)))
}
