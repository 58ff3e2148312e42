// Writes an answer whose body is text, the same for both doors.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** How long a caller who is refused may go on sending before the connection is closed, in milliseconds. */
const DRAIN_MS = 2_000

/** Ends `res` with `text`; its status and other headers are set by then. */
export function sendText(res: ServerResponse, contentType: string, text: string): void {
  res.setHeader('Content-Type', contentType)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  // As text, and not as bytes, it leaves in one piece with the headers.
  const end = (): void => void res.end(text)
  const isClosing = !res.shouldKeepAlive || res.getHeader('Connection') === 'close'
  if (isClosing && !res.req.complete) drain(res.req, end)
  else end()
}

/** Throws away what still comes of a request: a connection that is closed with something unread takes the answer with it. */
function drain(req: IncomingMessage, then: () => void): void {
  const timer = setTimeout(then, DRAIN_MS)
  req.once('close', () => {
    clearTimeout(timer)
    then()
  })
  req.resume()
}
