// Reads a request's body as text, the same for both doors: JSON in UTF-8, of a bounded size.
import { isUtf8 } from 'node:buffer'
import type { Request } from 'express'
import getRawBody from 'raw-body'
import { Refusal } from './errors.ts'
import { MAX_BODY_BYTES } from './limits.ts'

/**
 * The body's text; undefined where there is none.
 * @throws {Refusal} `request.unsupported_media_type`, `request.too_large`, `request.malformed`
 */
export async function readBody(req: Request): Promise<string | undefined> {
  const {
    'content-length': length,
    'content-type': type,
    'content-encoding': encoding,
    'transfer-encoding': transfer,
  } = req.headers
  if (length === undefined ? transfer === undefined : Number(length) === 0) return undefined
  if (!isJson(type) || (encoding ?? 'identity') !== 'identity') {
    throw new Refusal('request.unsupported_media_type')
  }
  const options = { length: length ?? null, limit: MAX_BODY_BYTES }
  const bytes = await getRawBody(req, options).catch((error: unknown) => {
    // The rest is thrown away as it comes: a connection cut now would lose the answer on its way.
    req.resume()
    const isTooLarge =
      error instanceof Error && 'type' in error && error.type === 'entity.too.large'
    throw new Refusal(isTooLarge ? 'request.too_large' : 'request.malformed', { cause: error })
  })
  if (!isUtf8(bytes)) throw new Refusal('request.malformed')
  return bytes.toString('utf8')
}

/** For what wants a type even where there is no body. @throws {Refusal} `request.unsupported_media_type` */
export function requireJson({ headers }: Request): void {
  if (!isJson(headers['content-type'])) throw new Refusal('request.unsupported_media_type')
}

/** RFC 9110, 8.3.1: types and parameter names in any case, the charset perhaps in quotes. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType?.trim() ?? '')
}
