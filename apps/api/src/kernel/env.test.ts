// The settings: what is taken, what is refused, and that the documents say the same.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEnv } from './env.ts'
import { keepJwtSecrets } from './jwtSecrets.ts'
import { variableDocs } from './variables.ts'

const root = join(import.meta.dirname, '../../../..')
const SECRET = 'x'.repeat(32)
const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://db/delete',
  JWT_SECRETS: `a:${SECRET}`,
  EMAIL_VERIFICATION: 'off',
}

test('with nothing set, everything has a value for a laptop', () => {
  expect(parseEnv({})).toEqual({
    isProduction: false,
    port: 8000,
    host: '127.0.0.1',
    databaseUrl: undefined,
    databaseLimits: { size: 10, connectionTimeoutMs: 3000, statementTimeoutMs: 5000 },
    dataDir: join(root, '.data'),
    publicUrl: 'http://localhost:8000',
    appUrl: 'http://localhost:5173',
    servedApp: undefined,
    jwtSecrets: undefined,
    accessTokenSeconds: 1800,
    refreshTokenSeconds: 604_800,
    refreshGraceSeconds: 10,
    sessionSeconds: 2_592_000,
    reauthenticationSeconds: 600,
    authEventSeconds: 7_776_000,
    smtpUrl: undefined,
    mailFrom: 'Delete <hello@trydelete.app>',
    mailsPerHour: 5,
    emailVerification: 'off',
    leavingSeconds: 2_419_200,
    passwordRangeUrl: undefined,
    doesJobs: true,
    rateLimitFactor: 1,
    bcryptCost: 12,
    appOrigins: ['http://localhost:5173', 'http://127.0.0.1:5173'],
    corsOrigins: [
      'http://localhost:3000',
      'http://localhost:5173',
      'https://trydelete.app',
      'https://my.trydelete.app',
      'http://127.0.0.1:5173',
    ],
    trustProxy: 0,
    logLevel: 'info',
  })
})

test('the pages of the app may call the api wherever the app is', () => {
  expect(parseEnv({ APP_URL: 'http://localhost:5174/' }).corsOrigins).toEqual(
    expect.arrayContaining(['http://localhost:5174', 'http://127.0.0.1:5174']),
  )
})

test('an app that the api serves is where the api is, unless it is said to be elsewhere', () => {
  const SERVE_APP = 'apps/my/dist'
  expect(parseEnv({ SERVE_APP, PORT: '8001' })).toMatchObject({
    servedApp: join(root, SERVE_APP),
    appUrl: 'http://localhost:8001',
    appOrigins: ['http://localhost:8001', 'http://127.0.0.1:8001'],
    corsOrigins: expect.arrayContaining(['http://localhost:8001', 'http://127.0.0.1:8001']),
  })
  const PUBLIC_URL = 'https://my.trydelete.app'
  expect(parseEnv({ ...production, SERVE_APP, PUBLIC_URL }).appOrigins).toEqual([PUBLIC_URL])
  const APP_URL = 'https://app.example.com'
  expect(parseEnv({ SERVE_APP, APP_URL }).appUrl).toBe(APP_URL)
})

test('an empty value counts as unset', () => {
  expect(parseEnv({ PORT: '', DATABASE_URL: '', JWT_SECRETS: '' })).toEqual(parseEnv({}))
})

test('in production it listens everywhere and is reached at its public addresses', () => {
  expect(parseEnv(production)).toMatchObject({
    isProduction: true,
    host: '::',
    publicUrl: 'https://api.trydelete.app',
    appUrl: 'https://my.trydelete.app',
    jwtSecrets: [{ kid: 'a', secret: new TextEncoder().encode(SECRET) }],
  })
})

test('production without a database or secrets does not start, and hears of both at once', () => {
  expect(() => parseEnv({ NODE_ENV: 'production', EMAIL_VERIFICATION: 'off' })).toThrow(
    /^The settings are not right:\n {2}DATABASE_URL must be set in production; for example postgresql:.*\n {2}JWT_SECRETS must be set in production; for example .*$/,
  )
})

test('addresses are verified where there is a mail server, and only production has to say aloud that they are not', () => {
  const verification = (settings: NodeJS.ProcessEnv): string => parseEnv(settings).emailVerification
  const SMTP_URL = 'smtp://user:p%40ss@mail.example.com:587'
  expect(verification({})).toBe('off')
  expect(verification({ EMAIL_VERIFICATION: 'required' })).toBe('required')
  expect(verification({ SMTP_URL })).toBe('required')
  expect(verification({ SMTP_URL, EMAIL_VERIFICATION: 'off' })).toBe('off')
  expect(verification(production)).toBe('off')
  expect(verification({ ...production, SMTP_URL, EMAIL_VERIFICATION: '' })).toBe('required')
  for (const EMAIL_VERIFICATION of ['', 'required']) {
    expect(() => parseEnv({ ...production, EMAIL_VERIFICATION })).toThrow(
      /EMAIL_VERIFICATION must be off in production without SMTP_URL; for example off$/,
    )
  }
})

test.each([
  ['PORT', '80800'],
  ['PORT', '8e3'],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'https://secret@mail.example.com'],
  ['MAIL_FROM', 'nobody'],
  ['MAIL_FROM', 'A <a@example.com>, B <b@example.com>'],
  ['EMAIL_VERIFICATION', 'yes'],
  ['JOBS', 'yes'],
  ['DATABASE_URL', 'mysql://db/delete'],
  ['DATABASE_URL', 'db/delete'],
  ['DATABASE_URL', 'postgresql://user:hush@db:5432'],
  ['DATABASE_POOL_SIZE', '1'],
  ['DATABASE_CONNECTION_TIMEOUT_MS', '3s'],
  ['DATABASE_STATEMENT_TIMEOUT_MS', '0'],
  ['PUBLIC_URL', 'api.trydelete.app'],
  ['PUBLIC_URL', 'javascript:alert(1)'],
  ['APP_URL', 'nowhere'],
  ['PUBLIC_URL', 'https://api.trydelete.app/?a'],
  ['PUBLIC_URL', 'https://user:hush@api.trydelete.app'],
  ['JWT_SECRETS', 'hush-without-a-kid-that-is-longer-than-32'],
  ['JWT_SECRETS', 'a:hush'],
  ['JWT_SECRETS', `a:${SECRET},a:${SECRET}hush`],
  ['ACCESS_TOKEN_SECONDS', '0'],
  ['REFRESH_TOKEN_SECONDS', '-1'],
  ['BCRYPT_COST', '3'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://trydelete.app/'],
  ['TRUST_PROXY', 'true'],
  ['LOG_LEVEL', 'loud'],
] as const)('%s=%s is refused in one line with an example, and not repeated', (name, value) => {
  let message = ''
  try {
    parseEnv({ [name]: value })
  } catch (error) {
    message = String(error)
  }
  const [, line, ...more] = message.split('\n')
  expect(line).toMatch(new RegExp(`^  ${name} must .*; for example `))
  expect(more).toEqual([])
  expect(line).not.toContain('hush')
})

describe('the secrets of a machine that has none', () => {
  const dir = mkdtempSync(join(tmpdir(), 'delete-secrets-'))

  test('are made once, kept for the owner alone, and found again', () => {
    const made = keepJwtSecrets(dir)
    expect(made).toEqual([{ kid: 'local', secret: expect.any(Uint8Array) }])
    expect(keepJwtSecrets(dir)).toEqual(made)
    expect(statSync(join(dir, 'jwt-secrets')).mode & 0o777).toBe(0o600)
  })

  test('are refused with a sentence when the file was damaged', () => {
    writeFileSync(join(dir, 'jwt-secrets'), 'hush')
    expect(() => keepJwtSecrets(dir)).toThrow(
      /jwt-secrets must be .*Delete it to have it made anew/,
    )
    rmSync(dir, { recursive: true })
  })
})

describe('the documents', () => {
  const rows = Object.entries(variableDocs)

  test('README has a row for each setting, with its default', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    const table = readme
      .slice(readme.indexOf('| Variable |'))
      .split('\n\n', 1)[0]
      ?.split('\n')
      .slice(2)
    expect(table).toEqual(
      rows.map(([name, doc]) => `| \`${name}\` | ${doc.description} | ${doc.default} |`),
    )
  })

  test('.env.example has a block for each setting, switched off', () => {
    const text = readFileSync(join(root, '.env.example'), 'utf8')
    const blocks = text.trimEnd().split('\n\n').slice(1)
    expect(blocks).toEqual(
      rows.map(
        ([name, doc]) => `# ${doc.description}. Default: ${doc.default}\n#${name}=${doc.example}`,
      ),
    )
  })

  test('the examples work, but for the secret, which nobody shall copy', () => {
    const examples = Object.fromEntries(rows.map(([name, { example }]) => [name, example]))
    expect(() => parseEnv(examples)).toThrow(/JWT_SECRETS must have secrets of at least 32 bytes/)
    expect(parseEnv({ ...examples, JWT_SECRETS: production.JWT_SECRETS })).toMatchObject({
      port: 8000,
      isProduction: true,
    })
  })
})
