// Documents: what is made once, compressed once, and is then the same for everybody.
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { RequestHandler } from 'express'
import { refuse } from './errors.ts'
import { etagOf, isNoneMatch } from './etags.ts'
import { refuseMethod } from './methods.ts'

export interface ServedDocument {
  /** A media type, or the ending of a file that has it. */
  type: string
  /** Asked for when the document is first wanted. */
  make: () => string | Buffer | Promise<string | Buffer>
  /** What it is in other codings, the better one first; left out, it is compressed here. */
  compressed?: Compressed[]
  headers?: Record<string, string>
}

export interface Compressed {
  coding: 'br' | 'gzip'
  content: Buffer
}

/** The document as it is sent: plain, or in a content coding. */
interface Form {
  coding: Compressed['coding'] | 'identity'
  content: Buffer
  etag: string
}

/** Below this nothing is won: a packet holds some 1,400 bytes, and takes as long when it is not full. */
const WORTHWHILE_BYTES = 1_400

/**
 * Answers GET with the document, in the coding that its caller likes best, and OPTIONS with what else it takes.
 * Caches keep it and ask for it anew each time. Other methods are refused, and callers that take another type alone.
 */
export function serveDocument({
  type,
  make,
  compressed,
  headers = {},
}: ServedDocument): RequestHandler {
  const makeForms = async (): Promise<Form[]> => {
    const content = Buffer.from(await make())
    return formsOf(content, compressed ?? (await compress(content)))
  }
  let made: ReturnType<typeof makeForms> | undefined
  return async (req, res) => {
    if (req.method !== 'GET') return refuseMethod(req, res, 'GET, HEAD, OPTIONS')
    const mediaType = res.type(type).get('Content-Type') ?? type
    if (req.accepts(mediaType) === false) refuse('request.not_acceptable')
    made ??= makeForms()
    const forms = await made.catch((error: unknown) => {
      made = undefined
      throw error
    })
    const { coding, content, etag } = chooseForm(forms, req.get('accept-encoding') ?? '')
    res.set({ 'Cache-Control': 'no-cache', ...headers, ETag: etag })
    if (forms.length > 1) res.vary('Accept-Encoding')
    if (isNoneMatch(req.get('if-none-match') ?? '', etag)) {
      res.status(304).removeHeader('Content-Type')
      res.end()
      return
    }
    if (coding !== 'identity') res.set('Content-Encoding', coding)
    res.send(content)
  }
}

const coders = {
  // Quality 11 is a ninth smaller on the largest file, and takes seventy times as long.
  br: (content: Buffer): Promise<Buffer> =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify<Buffer, Buffer>(gzip),
}

/** Where that saves a packet; the better coding first. */
async function compress(content: Buffer): Promise<Compressed[]> {
  const [br, zipped] = await Promise.all([coders.br(content), coders.gzip(content)])
  return [
    { coding: 'br' as const, content: br },
    { coding: 'gzip' as const, content: zipped },
  ].filter((form) => form.content.length + WORTHWHILE_BYTES <= content.length)
}

function formsOf(content: Buffer, compressed: Compressed[]): Form[] {
  return [...compressed, { coding: 'identity' as const, content }].map((form) => ({
    ...form,
    etag: etagOf(form.content),
  }))
}

/** By the weights of Accept-Encoding (RFC 9110, 12.5.3). Plain is the last resort, whatever its weight. */
function chooseForm(forms: Form[], accepted: string): Form {
  const pairs = accepted.toLowerCase().matchAll(/([^\s,;]+)(?:\s*;\s*q=([\d.]+))?/g)
  const weights = new Map([...pairs].map(([, coding, weight = '1']) => [coding, Number(weight)]))
  const weigh = ({ coding }: Form): number =>
    coding === 'identity'
      ? Math.max(weights.get(coding) ?? 0, Number.MIN_VALUE)
      : (weights.get(coding) ?? weights.get('*') ?? 0)
  return forms.reduce((best, form) => (weigh(form) > weigh(best) ? form : best))
}
