// Query and path strings as the values that a contract expects. The schemas themselves are only looked at.
import { z } from 'zod'

/** The fields of an input; none where it takes no object. */
export function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  const inner = unwrap(schema)
  return inner instanceof z.ZodObject ? inner.shape : {}
}

/**
 * The values of those `fields` that `params` names. What does not read as its field's type stays a string,
 * and a name given twice becomes a list, for the contract to refuse.
 */
export function readStrings(
  fields: Record<string, z.ZodType>,
  params: URLSearchParams,
): Record<string, unknown> {
  const present = Object.entries(fields).filter(([name]) => params.has(name))
  return Object.fromEntries(
    present.map(([name, field]) => {
      const texts = params.getAll(name)
      const type = unwrap(field)
      if (type instanceof z.ZodArray)
        return [name, texts.map((text) => readString(unwrap(type.element as z.ZodType), text))]
      return [name, texts.length === 1 ? readString(type, String(texts[0])) : texts]
    }),
  )
}

function readString(type: z.ZodType, text: string): unknown {
  if (type instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (type instanceof z.ZodBoolean && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType)
  }
  return schema
}
