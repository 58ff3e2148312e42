// The settings, one by one: what each variable may be and what it is when unset, and what it means to people.
import { z } from 'zod'
import { type JwtSecret, parseJwtSecrets } from './jwtSecrets.ts'

const NOT_AN_ORIGIN = 'must be an http or https URL of a host and perhaps a port, without a path'
const NOT_A_DATABASE =
  'must be a postgresql:// URL that ends in the name of a database, its password percent-encoded'
const NOT_A_MAIL_SERVER =
  'must be an smtp:// or smtps:// URL, its user and password percent-encoded'
const httpOrigin = z
  .url({ protocol: /^https?$/, error: NOT_AN_ORIGIN, abort: true })
  .refine((url) => new URL(url).origin === url.replace(/\/$/, ''), NOT_AN_ORIGIN)

function whole(minimum: number, maximum: number): z.ZodType<number, string> {
  const problem = `must be a whole number from ${minimum} to ${maximum}`
  return z
    .string()
    .regex(/^\d{1,10}$/, problem)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, problem)
}

const origins = z.string().transform((text, context): string[] => {
  const list = text.split(',').map((item) => item.trim())
  if (list.every((item) => URL.canParse(item) && new URL(item).origin === item)) return list
  context.addIssue('must be origins (scheme, host and port only), separated by commas')
  return z.NEVER
})

const secrets = z.string().transform((text, context): JwtSecret[] => {
  const parsed = parseJwtSecrets(text)
  if (typeof parsed !== 'string') return parsed
  context.addIssue(parsed)
  return z.NEVER
})

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Every variable that the service reads. */
export const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .optional(),
  PORT: whole(1, 65_535).prefault('8000'),
  HOST: z.string().optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: NOT_A_DATABASE, abort: true })
    .refine((url) => new URL(url).pathname.length > 1, NOT_A_DATABASE)
    .optional(),
  DATABASE_POOL_SIZE: whole(2, 1_000).prefault('10'),
  DATABASE_CONNECTION_TIMEOUT_MS: whole(1, 60_000).prefault('3000'),
  DATABASE_STATEMENT_TIMEOUT_MS: whole(1, 60_000).prefault('5000'),
  DATA_DIR: z.string().prefault('.data'),
  PUBLIC_URL: httpOrigin.optional(),
  APP_URL: httpOrigin.optional(),
  SERVE_APP: z.string().optional(),
  JWT_SECRETS: secrets.optional(),
  ACCESS_TOKEN_SECONDS: whole(1, 86_400).prefault('1800'),
  REFRESH_TOKEN_SECONDS: whole(1, 31_536_000).prefault('604800'),
  REFRESH_GRACE_SECONDS: whole(0, 300).prefault('10'),
  SESSION_SECONDS: whole(1, 315_360_000).prefault('2592000'),
  REAUTHENTICATION_SECONDS: whole(1, 86_400).prefault('600'),
  AUTH_EVENT_SECONDS: whole(1, 315_360_000).prefault('7776000'),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: NOT_A_MAIL_SERVER }).optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^[^<>@\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>$/u,
      'must be a name and an address in angle brackets',
    )
    .prefault('Delete <hello@trydelete.app>'),
  MAILS_PER_HOUR: whole(1, 1_000).prefault('5'),
  EMAIL_VERIFICATION: z.enum(['required', 'off'], 'must be required or off').optional(),
  LEAVING_SECONDS: whole(1, 31_536_000).prefault('2419200'),
  PASSWORD_RANGE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .optional(),
  JOBS: z.enum(['on', 'off'], 'must be on or off').prefault('on'),
  RATE_LIMIT_FACTOR: whole(1, 1_000_000).prefault('1'),
  BCRYPT_COST: whole(4, 16).prefault('12'),
  CORS_ORIGINS: origins.prefault(
    'http://localhost:3000,http://localhost:5173,https://trydelete.app,https://my.trydelete.app',
  ),
  TRUST_PROXY: whole(0, 10).prefault('0'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).prefault('info'),
})

/** What a setting says of itself; README and .env.example are checked against it. */
export interface VariableDoc {
  /** A value that works, shown when the one given does not. */
  example: string
  /** The value when unset. */
  default: string
  description: string
}

export const variableDocs: Record<keyof typeof variables.shape, VariableDoc> = {
  NODE_ENV: {
    example: 'production',
    default: 'unset',
    description: '`production` on a host; `DATABASE_URL` and `JWT_SECRETS` are required then',
  },
  PORT: { example: '8000', default: '8000', description: 'Port of the api' },
  HOST: {
    example: '127.0.0.1',
    default: '127.0.0.1; in production ::',
    description: 'Address that the api listens on',
  },
  DATABASE_URL: {
    example: 'postgresql://postgres:postgres@127.0.0.1:5432/delete',
    default: 'the embedded database',
    description: 'PostgreSQL with pgvector',
  },
  DATABASE_POOL_SIZE: {
    example: '10',
    default: '10',
    description:
      'Connections to PostgreSQL that one process has at most; calls of one kind get half of them',
  },
  DATABASE_CONNECTION_TIMEOUT_MS: {
    example: '3000',
    default: '3000',
    description:
      'How long a call waits for one of them to be free, and for the server to accept a new one, in milliseconds; then it hears 503',
  },
  DATABASE_STATEMENT_TIMEOUT_MS: {
    example: '5000',
    default: '5000',
    description:
      'How long one statement may take on PostgreSQL, waiting for locks included, in milliseconds; then the call hears 503',
  },
  DATA_DIR: {
    example: '.data',
    default: '.data',
    description:
      'Folder of the embedded database and of the secrets made for it; relative to the repository',
  },
  PUBLIC_URL: {
    example: 'https://api.trydelete.app',
    default: 'http://localhost:PORT; in production https://api.trydelete.app',
    description:
      'Where callers reach the api; links, the OpenAPI document and a build of the app name it',
  },
  APP_URL: {
    example: 'https://my.trydelete.app',
    default:
      'http://localhost:5173; in production https://my.trydelete.app; with SERVE_APP, PUBLIC_URL',
    description:
      'Where members reach the app; links to it come from this, and its pages may call the api',
  },
  SERVE_APP: {
    example: 'apps/my/dist',
    default: 'unset: the app is served elsewhere',
    description:
      'Folder of the built app, which the api then serves beside its own paths; relative to the repository',
  },
  JWT_SECRETS: {
    example: '2026-11:$(openssl rand -base64 48)',
    default: 'made once, kept in DATA_DIR',
    description:
      'Secrets that sign tokens, `kid:secret,...`, at least 32 bytes each; the first signs, every one verifies',
  },
  ACCESS_TOKEN_SECONDS: {
    example: '1800',
    default: '1800',
    description: 'How long an access token is valid',
  },
  REFRESH_TOKEN_SECONDS: {
    example: '604800',
    default: '604800',
    description:
      'How long a session lasts without a refresh, and so how long a refresh token is valid',
  },
  REFRESH_GRACE_SECONDS: {
    example: '10',
    default: '10',
    description:
      'How long the refresh token before the live one is answered again; after that it ends the session',
  },
  SESSION_SECONDS: {
    example: '2592000',
    default: '2592000',
    description: 'How long a session lasts at most, from its log-in',
  },
  REAUTHENTICATION_SECONDS: {
    example: '600',
    default: '600',
    description: 'How recent the password has to be for what is sensitive',
  },
  AUTH_EVENT_SECONDS: {
    example: '7776000',
    default: '7776000',
    description: 'How long it is kept what has happened to log-ins',
  },
  SMTP_URL: {
    example: 'smtps://user:password@smtp.example.com:465',
    default: 'unset: mails are kept at /outbox; in production none is sent',
    description: 'The mail server, `smtp://` or `smtps://`',
  },
  MAIL_FROM: {
    example: 'Delete <hello@trydelete.app>',
    default: 'Delete <hello@trydelete.app>',
    description: 'Whom mails are from',
  },
  MAILS_PER_HOUR: {
    example: '5',
    default: '5',
    description:
      'Mails that anybody may have sent to one address in an hour; more are left out, and nobody is told',
  },
  EMAIL_VERIFICATION: {
    example: 'off',
    default: '`required` with `SMTP_URL`, else `off`',
    description:
      'Whether an account begins with a link that is mailed to its address: `required` or `off`; production without `SMTP_URL` has to say `off`',
  },
  LEAVING_SECONDS: {
    example: '2419200',
    default: '2419200',
    description: 'How long a deleted account can be taken back, before it is erased',
  },
  PASSWORD_RANGE_URL: {
    example: 'https://api.pwnedpasswords.com/range',
    default: 'unset: not asked',
    description:
      'Service that knows breached passwords by the first 5 digits of their SHA-1 (k-anonymity); new passwords it knows are refused',
  },
  JOBS: {
    example: 'on',
    default: 'on',
    description:
      'Whether the api does background jobs itself: `on`, or `off` where `pnpm start:worker` does them',
  },
  RATE_LIMIT_FACTOR: {
    example: '1',
    default: '1',
    description: 'Multiplies every limit on calls; for benches and tests',
  },
  BCRYPT_COST: {
    example: '12',
    default: '12',
    description: 'Work for one password hash; each step doubles it',
  },
  CORS_ORIGINS: {
    example: 'https://trydelete.app,https://my.trydelete.app',
    default:
      'http://localhost:3000,http://localhost:5173,https://trydelete.app,https://my.trydelete.app',
    description: 'Web pages that may call the api, separated by commas',
  },
  TRUST_PROXY: {
    example: '1',
    default: '0',
    description:
      "Proxies in front of the api; the caller's address is taken from what the outermost of them has added to X-Forwarded-For",
  },
  LOG_LEVEL: {
    example: 'info',
    default: 'info',
    description: `Least serious line that is logged: ${logLevels.join(', ')}`,
  },
}
