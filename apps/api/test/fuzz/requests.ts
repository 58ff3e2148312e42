// The generator: requests to every operation of the document, at both doors, each valid but for a thing or two.
import fc, { type Arbitrary } from 'fast-check'
import type { oas31 } from 'zod-openapi'
import { type Draft, type Field, type Operation, toObject, toRecipe } from './drafts.ts'
import { anyHeaders, type Header } from './headers.ts'
import { encodings, framings, type Recipe } from './recipe.ts'
import { anyMethod, anyTarget } from './targets.ts'
import { fieldsOf, resolve, validHeader, validJson } from './valid.ts'
import { anyJson, anyKey } from './values.ts'

type Change = (draft: Draft) => Draft

/** Requests to what `document` describes, and to what it does not. */
export function requestsTo(document: oas31.OpenAPIObject): Arbitrary<Recipe> {
  const operations = findOperations(document)
  return fc
    .tuple(
      draftOf(operations),
      fc.oneof(
        { arbitrary: changes(operations).map((change) => [change]), weight: 7 },
        { arbitrary: fc.constant([]), weight: 2 },
        { arbitrary: fc.array(changes(operations), { minLength: 2, maxLength: 3 }), weight: 2 },
      ),
    )
    .map(([draft, changes]) =>
      toRecipe(changes.reduce((changed, change) => change(changed), draft)),
    )
}

function findOperations(document: oas31.OpenAPIObject): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, oas31.OperationObject>).map(([method, operation]) =>
      toOperation(document, path, method.toUpperCase(), operation),
    ),
  )
}

function toOperation(
  document: oas31.OpenAPIObject,
  path: string,
  method: string,
  { operationId = '', security = [], parameters = [], requestBody }: oas31.OperationObject,
): Operation {
  const known = parameters.map((parameter) => resolve<oas31.ParameterObject>(document, parameter))
  const given = known
    .filter((parameter) => parameter.in === 'path' || parameter.in === 'query')
    .map(({ name, required, schema = {}, in: place }): Arbitrary<Field[]> => {
      const field = validJson(document, schema, name).map((json): Field[] => [
        { name, json, in: place as Field['in'] },
      ])
      return required ? field : fc.oneof(field, fc.constant<Field[]>([]))
    })
  const media = requestBody && resolve<oas31.RequestBodyObject>(document, requestBody).content
  const schema = media?.['application/json']?.schema
  const body = schema
    ? fieldsOf(document, resolve<oas31.SchemaObject>(document, schema)).map((fields) =>
        fields.map(([name, json]): Field => ({ name, json, in: 'body' })),
      )
    : fc.constant([])
  const headers = known
    .filter((parameter) => parameter.in === 'header' || parameter.in === 'cookie')
    .map(({ name, schema = {}, in: place }): Arbitrary<Header[]> => {
      const header = validHeader(document, schema, name).map((value): Header[] => [
        place === 'cookie' ? ['cookie', `${name}=${value}`] : [name, value],
      ])
      return fc.oneof(
        { arbitrary: fc.constant<Header[]>([]), weight: 3 },
        { arbitrary: header, weight: 1 },
      )
    })
  return {
    name: operationId,
    method,
    path,
    isProtected: security.length > 0,
    fields: fc.tuple(body, ...given).map((fields) => fields.flat()),
    headers: fc.tuple(...headers).map((found) => found.flat()),
  }
}

function draftOf(operations: Operation[]): Arbitrary<Draft> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc
      .tuple(fc.constantFrom('rest', 'trpc'), operation.fields, operation.headers)
      .map(([door, fields, headers]): Draft => {
        const isPosted = door === 'trpc' && operation.method !== 'GET'
        return {
          door,
          operation,
          method: isPosted ? 'POST' : operation.method,
          fields,
          headers: [...(operation.isProtected ? [TOKEN] : []), ...headers],
          changeTarget: (target) => target,
          encoding: 'utf8',
          framing: 'length',
        }
      }),
  )
}

const TOKEN: Header = ['authorization', 'Bearer ~access~']

function changes(operations: Operation[]): Arbitrary<Change> {
  return fc.oneof(
    { arbitrary: inputChange, weight: 8 },
    { arbitrary: anyHeaders.map(addHeaders), weight: 8 },
    { arbitrary: fc.constant(dropToken), weight: 1 },
    { arbitrary: anyMethod.map(setMethod), weight: 1 },
    { arbitrary: anyTarget.map(setTarget), weight: 3 },
    { arbitrary: fc.constantFrom(...encodings).map(setEncoding), weight: 1 },
    { arbitrary: fc.constantFrom(...framings).map(setFraming), weight: 2 },
    { arbitrary: batchOf(operations), weight: 2 },
  )
}

const addHeaders =
  (headers: Header[]): Change =>
  (draft) => ({ ...draft, headers: [...draft.headers.filter(isOther(headers)), ...headers] })

/** One of the same name in lower case is replaced; `Authorization` comes beside it. */
function isOther(headers: Header[]): (header: Header) => boolean {
  return ([name]) => headers.every(([other]) => other !== name)
}

const dropToken: Change = (draft) => ({
  ...draft,
  headers: draft.headers.filter(([name]) => name !== 'authorization'),
})
const setMethod =
  (method: string): Change =>
  (draft) => ({ ...draft, method })
const setTarget =
  (changeTarget: Draft['changeTarget']): Change =>
  (draft) => ({ ...draft, changeTarget })
const setEncoding =
  (encoding: Draft['encoding']): Change =>
  (draft) => ({ ...draft, encoding })
const setFraming =
  (framing: Draft['framing']): Change =>
  (draft) => ({ ...draft, framing })

const place = fc.constantFrom<Field['in']>('body', 'query', 'path')

const inputChange: Arbitrary<Change> = fc.oneof(
  {
    arbitrary: fc.tuple(fc.nat(), anyJson).map(([at, json]) => changeField(at, () => json)),
    weight: 6,
  },
  {
    arbitrary: fc
      .tuple(fc.nat(), fc.constantFrom('cut', 'longer', 'flipped', 'upper', 'doubled', 'reversed'))
      .map(([at, how]) => changeField(at, (json) => json.replace(/~(\w+)~/, `~$1.${how}~`))),
    weight: 2,
  },
  { arbitrary: fc.nat().map(dropField), weight: 1 },
  { arbitrary: fc.tuple(fc.nat(), anyJson).map(([at, json]) => repeatField(at, json)), weight: 1 },
  {
    arbitrary: fc
      .tuple(anyKey, anyJson, place)
      .map(([name, json, at]) => addField({ name, json, in: at })),
    weight: 2,
  },
  {
    arbitrary: anyJson.map((json): Change => (draft) => ({ ...draft, json })),
    weight: 2,
  },
)

function changeField(at: number, change: (json: string) => string): Change {
  return (draft) => ({
    ...draft,
    fields: draft.fields.map((field, index) =>
      index === at % draft.fields.length ? { ...field, json: change(field.json) } : field,
    ),
  })
}

function dropField(at: number): Change {
  return (draft) => ({
    ...draft,
    fields: draft.fields.filter((_, index) => index !== at % draft.fields.length),
  })
}

function repeatField(at: number, json: string): Change {
  return (draft) => {
    const field = draft.fields[at % draft.fields.length]
    return field ? addField({ ...field, json })(draft) : draft
  }
}

function addField(field: Field): Change {
  return (draft) => ({ ...draft, fields: [...draft.fields, field] })
}

/** More calls in the same request; more than are taken, now and then, and of the other kind. */
function batchOf(operations: Operation[]): Arbitrary<Change> {
  const call = fc
    .constantFrom(...operations)
    .chain((operation) =>
      fc
        .oneof(
          { arbitrary: operation.fields.map((fields) => toObject(fields)), weight: 3 },
          { arbitrary: anyJson, weight: 1 },
        )
        .map((json) => ({ name: operation.name, json, method: operation.method })),
    )
  const unknown = anyKey.map((name) => ({
    name: encodeURIComponent(name.toWellFormed()),
    json: '1',
    method: '',
  }))
  return fc
    .tuple(
      fc.oneof(
        { arbitrary: fc.array(call, { maxLength: 5 }), weight: 6 },
        {
          arbitrary: fc.array(fc.oneof(call, unknown), { minLength: 17, maxLength: 23 }),
          weight: 1,
        },
        { arbitrary: fc.array(unknown, { maxLength: 3 }), weight: 1 },
      ),
      fc.boolean(),
    )
    .map(([calls, isMixed]): Change => (draft) => {
      const isRead = draft.operation.method === 'GET'
      const batch = calls.filter(({ method }) => isMixed || (method === 'GET') === isRead)
      return { ...draft, door: 'trpc', method: isRead ? 'GET' : 'POST', batch }
    })
}
