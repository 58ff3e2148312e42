// What a person sees when the service starts, or cannot; in production, one log line.
import { StartError } from '@delete/db/startError'
import type { Logger } from 'pino'
import type { Env } from './kernel/env.ts'
import { DOCS_PATH } from './kernel/docs/page.ts'
import { OUTBOX_PATH } from './kernel/mail/pages.ts'

/** Says where the service is. */
export function announce(env: Env, port: number, log: Logger): void {
  const { isProduction, host, databaseUrl, dataDir, smtpUrl } = env
  if (isProduction) {
    if (smtpUrl === undefined) log.warn(NO_MAIL)
    log.info({ host, port }, 'listening')
    return
  }
  const isLocal = /^(127\.0\.0\.1|0\.0\.0\.0|::1?|localhost)$/.test(host)
  const url = `http://${isLocal ? 'localhost' : host}:${port}`
  console.log(`
  Delete is running. Ctrl-C stops it.

  api       ${url}
  docs      ${url}${DOCS_PATH}
  mails     ${smtpUrl === undefined ? `${url}${OUTBOX_PATH}` : `sent by ${new URL(smtpUrl).host}`}
  database  ${databaseUrl ? `PostgreSQL at ${new URL(databaseUrl).host}` : `embedded, kept in ${dataDir}`}
`)
}

const NO_MAIL =
  'SMTP_URL is not set: no mail is sent, so nobody can have a forgotten password reset or change an address.'

/** Says what takes a few seconds, once in a data folder's life. */
export function announceFirstStart(): void {
  console.log('Creating the embedded database. This takes a few seconds, once.')
}

/** Runs `start`; a `StartError` becomes its sentence and exit code 1, anything else is a bug and keeps its stack. */
export async function reportStartError(start: () => Promise<void>): Promise<void> {
  try {
    await start()
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
