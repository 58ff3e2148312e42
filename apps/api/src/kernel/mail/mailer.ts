// How mails leave: by SMTP; without a server into the outbox, or nowhere in production.
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Env } from '../env.ts'
import type { Mail } from './mail.ts'
import { keepInOutbox } from './outbox.ts'

/** Resolves when the mail has been taken over. */
export type SendMail = (mail: Mail) => Promise<void>

/** Longer than a mail server of ours is slow; together less than a job may take, in milliseconds. */
const TIMEOUTS = {
  dnsTimeout: 5_000,
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 10_000,
}

export function createMailer(env: Env, log: Logger): SendMail {
  if (env.smtpUrl) return bySmtp(env, env.smtpUrl)
  if (env.isProduction) return async () => log.warn('A mail was not sent: SMTP_URL is not set.')
  return async (mail) => {
    await keepInOutbox(env.dataDir, mail)
    log.info(`mail    "${mail.subject}", kept at ${env.publicUrl}/outbox`)
  }
}

function bySmtp({ mailFrom, publicUrl }: Env, url: string): SendMail {
  const transport = createTransport({ url, ...TIMEOUTS })
  const host = new URL(publicUrl).hostname
  return async ({ id, to, subject, text, html }) => {
    await transport
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
      .catch((error: unknown) => {
        throw new Error(explain(error))
      })
  }
}

/** Why the server did not take it, without its own words: they may have the address in them. */
function explain(error: unknown): string {
  const { code = 'unknown', responseCode } = error as { code?: string; responseCode?: number }
  return responseCode === undefined
    ? `The mail server cannot be used (${code}).`
    : `The mail server has refused the mail (${responseCode}, ${code}).`
}
