// Reads a request's body as text, the same for both doors: JSON in UTF-8, of a bounded size.
import { isUtf8 } from 'node:buffer'
import type { Request } from 'express'
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
  // RFC 9112, 6.1: no other coding is known here.
  if (transfer !== undefined && transfer.toLowerCase() !== 'chunked') {
    throw new Refusal('request.malformed')
  }
  if (!isJson(type) || (encoding ?? 'identity') !== 'identity') {
    throw new Refusal('request.unsupported_media_type')
  }
  const bytes = await readBytes(req, Number(length ?? 0))
  if (!isUtf8(bytes)) throw new Refusal('request.malformed')
  return bytes.toString('utf8')
}

function readBytes(req: Request, announced: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (announced > MAX_BODY_BYTES) reject(new Refusal('request.too_large'))
    const chunks: Buffer[] = []
    let size = 0
    // What is too much is thrown away as it comes: a connection cut now would lose the answer on its way.
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (Math.max(size, announced) <= MAX_BODY_BYTES) chunks.push(chunk)
      else reject(new Refusal('request.too_large'))
    })
    req.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    )
    req.once('error', (cause) => reject(new Refusal('request.malformed', { cause })))
  })
}

/** For what wants a type even where there is no body. @throws {Refusal} `request.unsupported_media_type` */
export function requireJson({ headers }: Request): void {
  if (!isJson(headers['content-type'])) throw new Refusal('request.unsupported_media_type')
}

/** RFC 9110, 8.3.1: types and parameter names in any case, the charset perhaps in quotes. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType?.trim() ?? '')
}
