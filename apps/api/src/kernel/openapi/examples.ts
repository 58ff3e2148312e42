// An example of a whole schema, put together from the examples of its parts.
import type { oas31 } from 'zod-openapi'

export type Schemas = NonNullable<oas31.ComponentsObject['schemas']>

type Schema = oas31.SchemaObject | oas31.ReferenceObject

/** The first example of `schema`, or one made of its properties; references are looked up in `schemas`. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if ('$ref' in schema && schema.$ref) {
    const target = schemas[schema.$ref.replace('#/components/schemas/', '')]
    return target && exampleOf(target, schemas)
  }
  const {
    examples,
    properties,
    anyOf,
    items,
    enum: values,
    const: constant,
    type,
  } = schema as oas31.SchemaObject
  if (examples?.length) return examples[0]
  if (constant !== undefined) return constant
  if (values?.length) return values[0]
  if (anyOf?.[0]) return exampleOf(anyOf[0], schemas)
  if (items) return [exampleOf(items, schemas)]
  if (properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, exampleOf(property, schemas)]),
    )
  }
  return type === 'boolean' ? true : undefined
}
