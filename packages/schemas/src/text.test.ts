// Lengths are counted as people count them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { text } from './text.ts'

const schema = text({ minimum: 2, maximum: 5 })

test('a text fits exactly when its code points do', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (value) => {
      const length = [...value].length
      expect(schema.safeParse(value).success).toBe(length >= 2 && length <= 5)
    }),
  )
})

test('is counted after it was prepared', () => {
  expect(text({ minimum: 2, maximum: 5 }, (value) => value.trim()).parse('  ab  ')).toBe('ab')
  expect(text({ minimum: 2, maximum: 5 }, (value) => value.trim()).safeParse(' a ').success).toBe(
    false,
  )
})

test('a failure says what is needed and never what was sent', () => {
  const [issue] = schema.safeParse('secret').error?.issues ?? []
  expect(issue).toMatchObject({
    code: 'too_big',
    maximum: 5,
    message: 'Must have at most 5 characters',
  })
  expect(JSON.stringify(issue)).not.toContain('secret')
})
