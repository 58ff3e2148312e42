// Documents: what is made once and is then the same for everybody.
import type { RequestHandler } from 'express'
import { refuse } from './errors.ts'

export interface ServedDocument {
  /** A media type, or the ending of a file that has it. */
  type: string
  /** Asked for when the document is first wanted. */
  make: () => string | Buffer | Promise<string | Buffer>
  headers?: Record<string, string>
}

/** Answers GET with the document. Other methods are refused. */
export function serveDocument({ type, make, headers = {} }: ServedDocument): RequestHandler {
  let content: ReturnType<typeof make> | undefined
  return async (req, res) => {
    if (req.method !== 'GET') {
      res.setHeader('Allow', 'GET, HEAD, OPTIONS')
      refuse('request.method_not_allowed')
    }
    content ??= make()
    res
      .type(type)
      .set(headers)
      .send(await content)
  }
}
