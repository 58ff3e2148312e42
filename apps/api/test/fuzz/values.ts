// Values that callers should not send, as JSON texts: of every type, at every edge, and some that are no JSON.
import fc, { type Arbitrary } from 'fast-check'

/** Stands in what is sent, and so may stand in no error and no line of the log. */
export const MARK = 'fuzzers-mark'

const DATES = [
  '0000-01-01T00:00:00.000Z',
  '0000-00-00',
  '9999-12-31T23:59:59.999Z',
  '9999-12-31T23:59:60Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30T00:00:00.000Z',
  '1970-01-01T00:00:00.000+23:59',
  '2026-11-23',
  'Infinity',
  'now',
]

const TEXTS = [
  '',
  ' ',
  '\t\r\n',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\uffff',
  '\u200b',
  '\u202egnp.exe\u202c',
  'שלום עולם مرحبا',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '🇩🇪'.repeat(40),
  'e\u0301\u0316',
  `Z${'\u0300'.repeat(300)}`,
  'ﷺ'.repeat(80),
  'ß',
  'İ',
  'ẛ̣',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e999',
  '9007199254740993',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '__proto__',
  "' OR 1=1 --",
  '\\',
  '"',
  '%00%ff%',
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  'a@b',
  '"a b"@example.com',
  'a@xn--nxasmq6b.example',
  `${'a'.repeat(64)}@${'b.'.repeat(120)}example`,
  ...DATES,
]

const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 12 })
  .map((units) => String.fromCharCode(...units))

const longText = fc
  .tuple(
    fc.constantFrom('x', ' ', 'é', '𝒳', '\u0301', '\u202e', '"', '9'),
    fc.constantFrom(80, 81, 128, 129, 200, 254, 255, 256, 257, 4096, 4097, 70_000),
  )
  .map(([character, times]) => character.repeat(times))

/** A text of any kind, lone surrogates and NUL among them. */
export const anyText: Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS), weight: 4 },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 20 }), weight: 2 },
  { arbitrary: codeUnits, weight: 2 },
  { arbitrary: fc.string({ maxLength: 20 }).map((text) => `${MARK}${text}`), weight: 3 },
  { arbitrary: longText, weight: 1 },
)

const NUMBERS = [
  '0',
  '-0',
  '-1',
  '1.5',
  '101',
  '1e2',
  '1e-400',
  '1e999',
  '-1e999',
  '2147483648',
  '9007199254740993',
  '9'.repeat(400),
  '0.1',
]

/** What only looks like JSON. */
const BROKEN = [
  'NaN',
  'Infinity',
  'undefined',
  '01',
  '+1',
  '.5',
  '0x10',
  "'a'",
  '',
  '"',
  '"\\u12"',
  '"\\x41"',
  '"\0"',
  '"\t"',
  '{',
  '[1,]',
  '{"a":1,}',
  '{a:1}',
  '/* */1',
  'null null',
  '\u00a0null',
]

const shallow = fc.oneof(
  fc.constantFrom('null', 'true', 'false', '[]', '{}', '[[]]', '[null]', `["${MARK}"]`),
  fc.constantFrom(...NUMBERS),
  anyText.map((text) => JSON.stringify(text)),
)

const POLLUTIONS = ['__proto__', 'constructor', 'prototype', 'toString', 'toJSON', 'then', 'length']

const nested = fc.oneof(
  fc.json({ maxDepth: 4, depthSize: 'medium' }),
  fc.array(shallow, { maxLength: 5 }).map((items) => `[${items.join()}]`),
  fc
    .tuple(fc.oneof(fc.constantFrom(...POLLUTIONS), anyText), shallow)
    .map(([key, value]) => `{${JSON.stringify(key)}:${value}}`),
)

const deepOrWide = fc
  .tuple(
    fc.constantFrom<[string, string]>(['[', ']'], ['{"a":', '}'], ['[{"__proto__":', '}]']),
    fc.constantFrom(10, 60, 63, 64, 65, 70, 1_000, 20_000),
  )
  .map(([[open, close], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`)
const wide = fc
  .tuple(fc.constantFrom('0,', '"",', '{},', `"${MARK}",`), fc.constantFrom(100, 9_990, 10_001))
  .map(([item, times]) => `[${item.repeat(times)}0]`)
const manyKeys = fc
  .constantFrom(100, 5_000)
  .map((count) => `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join()}}`)
const beyondTheLimit = fc.constantFrom(999_000, 1_000_001).map((size) => `"${'x'.repeat(size)}"`)

/** A JSON text of any kind, some of it broken. */
export const anyJson: Arbitrary<string> = fc.oneof(
  { arbitrary: shallow, weight: 100 },
  { arbitrary: nested, weight: 40 },
  { arbitrary: fc.constantFrom(...BROKEN), weight: 12 },
  { arbitrary: deepOrWide, weight: 4 },
  { arbitrary: wide, weight: 2 },
  { arbitrary: manyKeys, weight: 1 },
  { arbitrary: beyondTheLimit, weight: 1 },
)

/** A key that no contract names, or that means something to JavaScript. */
export const anyKey: Arbitrary<string> = fc.oneof(fc.constantFrom(...POLLUTIONS), anyText)
