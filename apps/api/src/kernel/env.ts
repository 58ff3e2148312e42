// The settings as the service uses them. `process.env` is read here and nowhere else.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PoolLimits } from '@delete/db/pool'
import { StartError } from '@delete/db/startError'
import type { z } from 'zod'
import type { JwtSecret } from './jwtSecrets.ts'
import { variableDocs, variables } from './variables.ts'

export interface Env {
  isProduction: boolean
  port: number
  host: string
  /** Absent: the embedded database. */
  databaseUrl: string | undefined
  databaseLimits: PoolLimits
  dataDir: string
  publicUrl: string
  appUrl: string
  /** The folder of the built app; absent: it is served elsewhere. */
  servedApp: string | undefined
  /** Absent: made once and kept in `dataDir`. */
  jwtSecrets: JwtSecret[] | undefined
  accessTokenSeconds: number
  /** Also how long a session may be idle. */
  refreshTokenSeconds: number
  refreshGraceSeconds: number
  /** From the log-in. */
  sessionSeconds: number
  reauthenticationSeconds: number
  authEventSeconds: number
  /** Absent: an outbox, or in production nothing. */
  smtpUrl: string | undefined
  mailFrom: string
  mailsPerHour: number
  emailVerification: 'required' | 'off'
  /** From the moment that a member leaves to the erasure. */
  leavingSeconds: number
  /** Absent: no such service is asked. */
  passwordRangeUrl: string | undefined
  /** Whether the api does background jobs itself. */
  doesJobs: boolean
  rateLimitFactor: number
  bcryptCost: number
  /** The app's own, whose pages may use the session cookie. */
  appOrigins: string[]
  /** All whose pages may call, the app's own among them. */
  corsOrigins: string[]
  /** Proxies in front. */
  trustProxy: number
  logLevel: z.infer<typeof variables>['LOG_LEVEL']
}

type Variable = keyof typeof variableDocs

const repository = join(import.meta.dirname, '../../../..')

/**
 * Reads the process's environment, and what `.env` at the top of the repository adds to it.
 * @throws {StartError} as `parseEnv`
 */
export function readEnv(): Env {
  const file = join(repository, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return parseEnv(process.env)
}

/**
 * Checks the settings and fills in what is unset; an empty value counts as unset.
 * @throws {StartError} with one line for each variable that is wrong or missing; no line repeats a value
 */
export function parseEnv(source: NodeJS.ProcessEnv): Env {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const { data, error } = variables.safeParse(set)
  const problems = (error?.issues ?? []).map(({ path, message }): [Variable, string] => [
    path[0] as Variable,
    message,
  ])
  const isProduction = set.NODE_ENV === 'production'
  if (isProduction) {
    for (const name of ['DATABASE_URL', 'JWT_SECRETS'] as const) {
      if (set[name] === undefined) problems.push([name, 'must be set in production'])
    }
    if (set.SMTP_URL === undefined && set.EMAIL_VERIFICATION !== 'off') {
      problems.push(['EMAIL_VERIFICATION', 'must be off in production without SMTP_URL'])
    }
  }
  if (!data || problems.length > 0) {
    const lines = problems.map(
      ([name, message]) => `  ${name} ${message}; for example ${variableDocs[name].example}`,
    )
    throw new StartError(['The settings are not right:', ...lines].join('\n'))
  }
  const publicUrl = withoutSlash(
    data.PUBLIC_URL ??
      (isProduction ? 'https://api.trydelete.app' : `http://localhost:${data.PORT}`),
  )
  const servedApp = data.SERVE_APP && resolve(repository, data.SERVE_APP)
  const elsewhere = isProduction ? 'https://my.trydelete.app' : 'http://localhost:5173'
  const appUrl = withoutSlash(data.APP_URL ?? (servedApp ? publicUrl : elsewhere))
  // A laptop's two names are two origins to a browser.
  const appOrigins = [...new Set([appUrl, appUrl.replace(/\/\/localhost(?=:|$)/, '//127.0.0.1')])]
  return {
    isProduction,
    port: data.PORT,
    host: data.HOST ?? (isProduction ? '::' : '127.0.0.1'),
    databaseUrl: data.DATABASE_URL,
    databaseLimits: {
      size: data.DATABASE_POOL_SIZE,
      connectionTimeoutMs: data.DATABASE_CONNECTION_TIMEOUT_MS,
      statementTimeoutMs: data.DATABASE_STATEMENT_TIMEOUT_MS,
    },
    dataDir: resolve(repository, data.DATA_DIR),
    publicUrl,
    appUrl,
    servedApp,
    jwtSecrets: data.JWT_SECRETS,
    accessTokenSeconds: data.ACCESS_TOKEN_SECONDS,
    refreshTokenSeconds: data.REFRESH_TOKEN_SECONDS,
    refreshGraceSeconds: data.REFRESH_GRACE_SECONDS,
    sessionSeconds: data.SESSION_SECONDS,
    reauthenticationSeconds: data.REAUTHENTICATION_SECONDS,
    authEventSeconds: data.AUTH_EVENT_SECONDS,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    mailsPerHour: data.MAILS_PER_HOUR,
    emailVerification: data.EMAIL_VERIFICATION ?? (data.SMTP_URL ? 'required' : 'off'),
    leavingSeconds: data.LEAVING_SECONDS,
    passwordRangeUrl: data.PASSWORD_RANGE_URL && withoutSlash(data.PASSWORD_RANGE_URL),
    doesJobs: data.JOBS === 'on',
    rateLimitFactor: data.RATE_LIMIT_FACTOR,
    bcryptCost: data.BCRYPT_COST,
    appOrigins,
    corsOrigins: [...new Set([...data.CORS_ORIGINS, ...appOrigins])],
    trustProxy: data.TRUST_PROXY,
    logLevel: data.LOG_LEVEL,
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
