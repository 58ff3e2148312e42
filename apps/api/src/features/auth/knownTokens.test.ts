// Tokens that are known: by these keys, to the letter, and so many of them.
import { expect, test } from 'vitest'
import { importKeys } from '../../kernel/keys.ts'
import { recall, remember } from './knownTokens.ts'

const keys = await importKeys([{ kid: 'a', secret: Buffer.alloc(32, 'a') }])
const others = await importKeys([{ kid: 'a', secret: Buffer.alloc(32, 'a') }])

test('what is remembered is known to those keys, as it was spelt', () => {
  remember(keys, 'token', { sub: 'somebody' })
  expect(recall(keys, 'token')).toEqual({ sub: 'somebody' })
  expect(recall(keys, 'token=')).toBeUndefined()
  expect(recall(others, 'token')).toBeUndefined()
})

test('the oldest makes room', () => {
  for (let index = 0; index < 2_000; index += 1) remember(keys, `${index}`, {})
  expect(recall(keys, 'token')).toBeUndefined()
  expect(recall(keys, '0')).toEqual({})
  remember(keys, 'one more', {})
  expect(recall(keys, '0')).toBeUndefined()
  expect(recall(keys, '1')).toEqual({})
})
