// Writes an answer whose body is text, the same for both doors.
import type { ServerResponse } from 'node:http'

/** Ends `res` with `text`; its status and other headers are set by then. */
export function sendText(res: ServerResponse, contentType: string, text: string): void {
  res.setHeader('Content-Type', contentType)
  res.setHeader('Content-Length', Buffer.byteLength(text))
  // As text, and not as bytes, it leaves in one piece with the headers.
  res.end(text)
}
