// A real mail server for tests, in this process: it takes mails over, and can be told to refuse them or to be gone.
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

interface Reply {
  code: number
  text: string
}

export interface MailServer {
  url: string
  /** What has been taken over, the oldest first. */
  received: { mail: ParsedMail; raw: string; recipients: string[] }[]
  /** Refuses every mail with this reply, until told otherwise. */
  refuseWith: (reply: Reply | null) => void
  /** Refuses every reader with this reply, until told otherwise. */
  refuseReaderWith: (reply: Reply | null) => void
  close: () => Promise<void>
}

/** @param port a free one, unless it is to be found again where it was */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: MailServer['received'] = []
  let refusal: Reply | null = null
  let readerRefusal: Reply | null = null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => {
      if (!readerRefusal) return done()
      const { code, text } = readerRefusal
      return done(Object.assign(new Error(text), { responseCode: code }))
    },
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (refusal) {
          done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }))
          return
        }
        const raw = Buffer.concat(chunks).toString()
        const recipients = envelope.rcptTo.map(({ address }) => address)
        void simpleParser(raw).then((mail) => {
          received.push({ mail, raw, recipients })
          done()
        })
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.server.address() as AddressInfo).port
  return {
    url: `smtp://127.0.0.1:${bound}`,
    received,
    refuseWith: (reply) => {
      refusal = reply
    },
    refuseReaderWith: (reply) => {
      readerRefusal = reply
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
