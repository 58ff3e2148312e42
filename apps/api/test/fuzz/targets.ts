// Methods and targets that callers should not send: what stands in a request's first line.
import fc, { type Arbitrary } from 'fast-check'
import { anyText, MARK } from './values.ts'

export const anyMethod: Arbitrary<string> = fc.constantFrom(
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'CONNECT',
  'PROPFIND',
  'QUERY',
  'M-SEARCH',
  'PRI',
  'get',
  'Post',
  'NONSENSE',
  '',
  'GE T',
  'GÉT',
  MARK,
)

/** Served by no operation, or not meant as a path. */
const elsewhere = fc.constantFrom(
  '/',
  '*',
  '',
  '/v1',
  '/v1/',
  '/v1/nothing',
  '/v1/__proto__',
  '/v1/openapi.json',
  '/docs',
  '/docs/',
  '/docs/errors',
  '/docs/..%2f..%2fpackage.json',
  '/docs/../main.ts',
  '/trpc',
  '/trpc/',
  '/trpc/__proto__',
  '/trpc/auth',
  '/trpc/auth.login.toString',
  '/trpc/,,,?batch=1',
  '/favicon.ico',
  '/.env',
  '/v1/users/%6de',
  '/v1/users/me%00',
  'example.com:80',
  'v1/health',
  'ftp://example.com/v1/health',
  'http://',
  '//',
  '/\\',
  '/%',
  '/%ff',
  '/ /',
  '/v1/auth/sessions/',
)

const mangled = fc.constantFrom<(target: string) => string>(
  (target) => `http://a:b@evil.example${target}`,
  (target) => `https://[::1]:1${target}`,
  (target) => `//evil.example${target}`,
  (target) => `/${target}`,
  (target) => `${target}/`,
  (target) => target.toUpperCase(),
  (target) => `/v1/..${target}`,
  (target) => `/%2e%2e${target}`,
  (target) => `${target}#${MARK}`,
  (target) => `${target}%`,
  (target) => `${target}%00`,
  (target) => `${target}%ff%fe`,
  (target) => `${target};a=b`,
  (target) => `${target}?`,
  (target) => `${target}?&&=&a=1&a=2&limit=1&limit=2&__proto__[a]=${MARK}&constructor=1`,
  (target) => `${target}?batch=1&batch=2&input=%7B%7D&input=1`,
  (target) => `${target}?cursor=~cursor~&cursor=~cursor~`,
  (target) => `${target}?${'a=b&'.repeat(1_500)}`,
  (target) => `${target}?${'x'.repeat(9_000)}`,
  (target) => `${target}/${'x'.repeat(20_000)}`,
  (target) => target.replaceAll('/', '\\'),
  (target) =>
    target.replace(/[a-z](?=[^/]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
)

/** What becomes of a target that was right. */
export const anyTarget: Arbitrary<(target: string) => string> = fc.oneof(
  { arbitrary: mangled, weight: 2 },
  { arbitrary: elsewhere.map((other) => () => other), weight: 2 },
  {
    arbitrary: anyText.map(
      (text) => (target: string) => `${target}/${encodeURIComponent(text.toWellFormed())}`,
    ),
    weight: 1,
  },
  { arbitrary: anyText.map((text) => (target: string) => `${target}?${text}`), weight: 1 },
)
