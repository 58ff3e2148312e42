// Reads a request's body as text, the same for both doors: JSON in UTF-8, of a bounded size.
import { isUtf8 } from 'node:buffer'
import type { Request, RequestHandler } from 'express'
import getRawBody from 'raw-body'
import { MAX_BODY_BYTES } from './limits.ts'
import { Refusal } from './errors.ts'

/** Sets `req.body` to the text, or to undefined where there is no body; hands a `Refusal` to `next`. */
export const readBody: RequestHandler = (req, res, next) => {
  readText(req).then(
    (text) => {
      req.body = text
      next()
    },
    (error) => {
      // What the caller still sends is not worth reading: this connection ends with the answer.
      res.setHeader('Connection', 'close')
      req.resume()
      next(error)
    },
  )
}

async function readText(req: Request): Promise<string | undefined> {
  const {
    'content-length': length,
    'transfer-encoding': chunked,
    'content-encoding': encoding,
  } = req.headers
  if (length === undefined ? chunked === undefined : Number(length) === 0) return undefined
  if (!isJson(req.headers['content-type']) || (encoding ?? 'identity') !== 'identity') {
    throw new Refusal('request.unsupported_media_type')
  }
  const bytes = await getRawBody(req, { length: length ?? null, limit: MAX_BODY_BYTES }).catch(
    (error: unknown) => {
      throw new Refusal(
        hasType(error, 'entity.too.large') ? 'request.too_large' : 'request.malformed',
        { cause: error },
      )
    },
  )
  if (!isUtf8(bytes)) throw new Refusal('request.malformed')
  return bytes.toString('utf8')
}

/** RFC 9110, 8.3.1: types and parameter names in any case, the charset perhaps in quotes. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType?.trim() ?? '')
}

function hasType(error: unknown, type: string): boolean {
  return error instanceof Error && 'type' in error && error.type === type
}
