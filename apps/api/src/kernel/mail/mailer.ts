// How mails leave: by SMTP; without a server into the outbox, or nowhere in production.
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Env } from '../env.ts'
import type { Mail } from './mail.ts'
import { keepInOutbox } from './outbox.ts'

/** Resolves to whether the mail has been taken over; false when its reader is refused for good. */
export type SendMail = (mail: Mail) => Promise<boolean>

/** Longer than a mail server of ours is slow, in milliseconds; the last is for each of some six answers. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 10_000,
}

export function createMailer(env: Env, log: Logger): SendMail {
  if (env.smtpUrl) return bySmtp(env, env.smtpUrl)
  if (env.isProduction) {
    return async () => {
      log.warn('A mail was not sent: SMTP_URL is not set.')
      return true
    }
  }
  return async (mail) => {
    await keepInOutbox(env.dataDir, mail)
    log.info(`mail    "${mail.subject}", kept at ${env.publicUrl}/outbox`)
    return true
  }
}

function bySmtp({ mailFrom, publicUrl, isProduction }: Env, url: string): SendMail {
  // What is in mails opens accounts: in production it crosses no public network in the clear.
  const requireTLS = isProduction && !isNear(new URL(url).hostname)
  const transport = createTransport({ url, requireTLS, ...TIMEOUTS })
  const host = new URL(publicUrl).hostname
  return async ({ id, to, subject, text, html }) => {
    const failure = await transport
      .sendMail({
        from: mailFrom,
        to,
        subject,
        text,
        html,
        messageId: `<${id}@${host}>`,
        // No out-of-office answers (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        // A member's name is never a file or an address to fetch.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      .then(
        () => null,
        (error: Partial<SMTPError>) => error,
      )
    if (!failure) return true
    const { code = 'unknown', responseCode = 0, command } = failure
    // 5yz is for good (RFC 5321, 4.2.1): that there is no such inbox will be so in an hour.
    if (command === 'RCPT TO' && responseCode >= 500) return false
    throw new Error(explain(code, responseCode))
  }
}

/** Whether a host is this machine, or one of a private network. */
function isNear(host: string): boolean {
  return /^(127\.|\[::1\]$|10\.|192\.168\.|[^.]+$)|\.internal$/.test(host)
}

/** What nodemailer says of a failure. */
interface SMTPError {
  code: string
  responseCode: number
  command: string
}

/** Why the server did not take it, without its own words: they may have the address in them. */
function explain(code: string, responseCode: number): string {
  return responseCode === 0
    ? `The mail server cannot be used (${code}).`
    : `The mail server has refused the mail (${responseCode}, ${code}).`
}
