// Which device a user agent stands for.
import { expect, test } from 'vitest'
import { visitOf } from './devices.ts'

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
    'Chrome on Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
    'Microsoft Edge on Windows',
  ],
  ['curl/8.14.1', 'curl'],
  ['okhttp/5.1.0', 'okhttp'],
  ['', null],
  ['  ', null],
  [undefined, null],
  ['<script>alert(1)</script>/1.0 x', null],
  ['x'.repeat(16_000), 'x'.repeat(40)],
])('%s', (userAgent, device) => {
  const address = '192.0.2.1'
  expect(visitOf({ header: () => userAgent, address: () => address })).toEqual({
    device,
    address,
  })
})
