// Documents: what is made once and is then the same for everybody.
import { createHash } from 'node:crypto'
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
  const makeTagged = async (): Promise<{ content: string | Buffer; tag: string }> => {
    const content = await make()
    return { content, tag: `"${createHash('sha256').update(content).digest('base64url')}"` }
  }
  let made: ReturnType<typeof makeTagged> | undefined
  return async (req, res) => {
    if (req.method !== 'GET') {
      res.setHeader('Allow', 'GET, HEAD, OPTIONS')
      refuse('request.method_not_allowed')
    }
    made ??= makeTagged()
    const { content, tag } = await made.catch((error: unknown) => {
      made = undefined
      throw error
    })
    res.type(type).set('ETag', tag).set(headers).send(content)
  }
}
