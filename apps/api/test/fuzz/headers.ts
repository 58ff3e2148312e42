// Headers that callers should not send, or may: one at a time, as name and value.
import fc, { type Arbitrary } from 'fast-check'
import { anyText, MARK } from './values.ts'

export type Header = [name: string, value: string]

/** Spoiled in one place by `members.ts`. */
const SPOILED = ['cut', 'longer', 'flipped', 'upper', 'doubled', 'reversed'] as const

/** The caller's own `name`, whole or spoiled. */
function own(name: string): Arbitrary<string> {
  return fc.constantFrom('', ...SPOILED).map((how) => `~${name}${how && `.${how}`}~`)
}

const authorization = fc.oneof(
  own('access').map((token) => `Bearer ${token}`),
  fc
    .constantFrom('unsigned', 'forged', 'expired', 'early', 'odd', 'claimless')
    .map((how) => `Bearer ~access.${how}~`),
  fc.constantFrom(
    '',
    'Bearer',
    'Bearer ',
    'bEaReR   ~access~  ',
    'Bearer ~access~ ~access~',
    'Bearer ~refresh~',
    'Basic ~access~',
    'Basic YTpi',
    'Bearer eyJhbGciOiJub25lIn0.e30.',
    'Bearer ..',
    `Bearer ${'x'.repeat(5_000)}`,
    `Bearer ${MARK}`,
    'DPoP ~access~',
  ),
)

const tags = fc.oneof(
  own('etag'),
  fc.constantFrom(
    '*',
    '"x"',
    'W/"x"',
    '""',
    'x',
    '',
    ',',
    '"a',
    '"a","b", W/"c"',
    '*, "a"',
    '"\u00e9"',
  ),
  fc.constant(Array.from({ length: 300 }, (_, index) => `"${index}"`).join(', ')),
  fc.constant(`"${MARK}"`),
)

const keys = fc.oneof(
  fc.constantFrom('~key~', '"~key~"', 'key-~count~', '"key-~count~"', '~othersKey~'),
  fc.constantFrom(
    '',
    '"',
    '""',
    ' ',
    'a b',
    `"${MARK}"`,
    'k'.repeat(255),
    'k'.repeat(256),
    'ключ',
    '\u00ff',
    'a, b',
    '?1',
    ':YQ==:',
  ),
)

const accept = fc.constantFrom(
  '*/*',
  'application/json',
  'application/problem+json',
  'application/*',
  'text/html',
  'application/xml',
  'application/json;q=0',
  'application/json;q=2',
  'application/json; charset=utf-16',
  'text/html, */*;q=0.1',
  '*/*;q=0',
  '',
  ',',
  ';',
  'a/b/c',
  'application/jsonl',
  'text/event-stream',
  MARK,
  'a/b,'.repeat(500),
)

const types = fc.constantFrom(
  'application/json',
  'application/JSON ; Charset="UTF-8"',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json;',
  'application/problem+json',
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/xml',
  'application/octet-stream',
  '',
  'json',
  MARK,
)

const addresses = fc.constantFrom(
  '203.0.113.9',
  '2001:db8::1',
  '::ffff:203.0.113.9',
  '[2001:db8::1]:443',
  '203.0.113.9, 198.51.100.1',
  '999.999.999.999',
  'fe80::1%eth0',
  'unknown',
  '',
  ',',
  ','.repeat(2_000),
  MARK,
)

const cookies = fc.oneof(
  own('refresh').map((token) => `__Host-session=${token}`),
  fc.constantFrom(
    '',
    '=',
    ';;;',
    '__Host-session',
    '__Host-session=',
    '__Host-session="',
    '__Host-session=%',
    '__Host-session=%00',
    '__Host-session=a; __Host-session=~refresh~',
    '__proto__=a; constructor=b; __Host-session=~refresh~',
    `a=${MARK}`,
    Array.from({ length: 1_000 }, (_, index) => `c${index}=0`).join('; '),
  ),
)

const agents = fc.oneof(
  fc.constantFrom(
    '',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1',
    `Mozilla/5.0 (${'('.repeat(3_000)}`,
    `Chrome/${'9'.repeat(3_000)}`,
  ),
  anyText,
)

/** By name, what is sent under it; a name that stands here twice is twice as frequent. */
const BY_NAME: [name: string, values: Arbitrary<string>][] = [
  ['authorization', authorization],
  ['Authorization', authorization],
  ['accept', accept],
  ['accept', accept],
  ['content-type', types],
  ['if-match', tags],
  ['if-none-match', tags],
  ['idempotency-key', keys],
  ['cookie', cookies],
  ['x-session', fc.constantFrom('cookie', 'Cookie', 'cookie, cookie', '', '1', MARK)],
  ['user-agent', agents],
  ['x-forwarded-for', addresses],
  ['forwarded', addresses.map((address) => `for=${address};host=evil.example`)],
  [
    'origin',
    fc.constantFrom('http://localhost:5173', 'https://evil.example', 'null', '', '*', MARK),
  ],
  [
    'accept-encoding',
    fc.constantFrom('gzip', 'br', 'identity;q=0', '*;q=0', 'zstd, gzip', '', MARK),
  ],
  ['content-encoding', fc.constantFrom('gzip', 'identity', 'br', 'deflate, gzip', '', MARK)],
  ['expect', fc.constantFrom('100-continue', '100-Continue', '200-ok', '', MARK)],
  [
    'connection',
    fc.constantFrom('close', 'keep-alive', 'upgrade', 'authorization', '', 'x, y', MARK),
  ],
  ['host', fc.constantFrom('', '[', 'a:b@c', 'evil.example', 'localhost:99999', MARK)],
  ['x-request-id', fc.constantFrom('', 'a-word', 'x'.repeat(65), 'a b', 'x@example.org', '\u00ff')],
  ['range', fc.constantFrom('bytes=0-0', 'bytes=-1', 'bytes=9-1', 'items=0-1', '', MARK)],
  ['x-http-method-override', fc.constantFrom('DELETE', 'TRACE', MARK)],
  ['x-forwarded-proto', fc.constantFrom('https', 'javascript', MARK)],
  ['x-forwarded-host', fc.constantFrom('evil.example', MARK)],
  ['trpc-accept', fc.constantFrom('application/jsonl', 'application/json', MARK)],
  ['last-event-id', fc.constantFrom('1', MARK)],
  [
    'if-modified-since',
    fc.constantFrom('Thu, 01 Jan 1970 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', 'never'),
  ],
  ['cache-control', fc.constantFrom('no-cache', 'only-if-cached', 'max-age=-1')],
  ['access-control-request-method', fc.constantFrom('PATCH', 'TRACE', MARK)],
  ['sec-fetch-site', fc.constantFrom('cross-site', 'none', MARK)],
  ['te', fc.constantFrom('trailers', 'gzip')],
  ['max-forwards', fc.constantFrom('0', '-1')],
  ['prefer', fc.constantFrom('respond-async', 'return=minimal')],
  ['traceparent', fc.constantFrom('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', MARK)],
  ['__proto__', fc.constant(MARK)],
  ['constructor', fc.constant(MARK)],
]

/** One header, or what takes the place of one: very many, or a very long one. */
export const anyHeaders: Arbitrary<Header[]> = fc.oneof(
  {
    arbitrary: fc
      .constantFrom(...BY_NAME)
      .chain(([name, values]) => values.map((value): Header[] => [[name, value]])),
    weight: 30,
  },
  {
    arbitrary: fc
      .tuple(fc.constantFrom(...BY_NAME), anyText)
      .map(([[name], text]): Header[] => [[name, text]]),
    weight: 4,
  },
  {
    arbitrary: fc
      .constantFrom(20, 1_000, 3_000)
      .map((count) => Array.from({ length: count }, (_, index): Header => [`h${index}`, ''])),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom(15_000, 20_000).map((size): Header[] => [['x', 'x'.repeat(size)]]),
    weight: 1,
  },
)
