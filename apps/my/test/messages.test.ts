// The sentences of the app: each language takes the same values, and says everything in words of its own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import compile from 'icu-minify/compile'
import { expect, test } from 'vitest'
import { messages as de } from '../src/messages/de.ts'
import { messages as en } from '../src/messages/en.ts'
import { messages as membersDe } from '../src/messages/members/de.ts'
import { messages as membersEn } from '../src/messages/members/en.ts'
import { messages as strangersDe } from '../src/messages/strangers/de.ts'
import { messages as strangersEn } from '../src/messages/strangers/en.ts'

interface Sentences {
  readonly [key: string]: string | Sentences
}

function flatten(sentences: Sentences, path = ''): [key: string, sentence: string][] {
  return Object.entries(sentences).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : flatten(value, `${path}${key}.`),
  )
}

/** What a sentence takes: the names of its values and of its marks, and of what kind each is. */
function takes(node: unknown): string[] {
  if (Array.isArray(node)) {
    const [name, kind, ...rest]: unknown[] = node
    // A list of parts, a number in its own plural, or a value.
    if (typeof name !== 'string' || node.length === 0) return node.flatMap(takes)
    const isMark = node.length > 1 && typeof kind !== 'number'
    return [
      `${name} ${typeof kind === 'number' ? kind : isMark ? 'mark' : 'text'}`,
      ...[kind, ...rest].flatMap(takes),
    ]
  }
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(takes) : []
}

/** Of a whole sentence, which is a list of parts; the first of these may be a string. */
function takesOf(sentence: string): string[] {
  const parts: unknown = compile(sentence)
  return [...new Set(Array.isArray(parts) ? parts.flatMap(takes) : [])].toSorted()
}

const english = new Map([en, membersEn, strangersEn].flatMap((group) => flatten(group)))
const german = new Map([de, membersDe, strangersDe].flatMap((group) => flatten(group)))

test('what is read from a sentence is what it takes', () => {
  expect(takesOf('Plain.')).toEqual([])
  expect(
    takesOf('{name} has {count, plural, one {# of {what}} other {#}} <b>in {place}</b>'),
  ).toEqual(['b mark', 'count 2', 'name text', 'place text', 'what text'])
})

test('both languages have the same sentences, and each takes the same', () => {
  expect([...german.keys()]).toEqual([...english.keys()])
  expect(english.size).toBeGreaterThan(100)
  const taken = (sentences: Map<string, string>): [string, string[]][] =>
    [...sentences].map(([key, sentence]) => [key, takesOf(sentence)])
  expect(taken(german)).toEqual(taken(english))
})

/** Words that are the same in both. */
const SAME = new Set(['common.name'])

test('no sentence was left in English', () => {
  const same = [...english].filter(([key, sentence]) => german.get(key) === sentence)
  expect(same.map(([key]) => key)).toEqual([...SAME])
})

const app = join(import.meta.dirname, '..')

interface Said {
  key: string
  /** Where the rest of the key is a value. */
  isBeginning: boolean
}

/** Of a file: each of its namespaces with each of its strings. */
function saidIn(code: string): Said[] {
  const spaces = [...code.matchAll(/useTranslations\((?:'([\w.]+)')?\)/g)]
  const strings = [...code.matchAll(/'([\w.]+)'|`([\w.]+)\$\{/g)]
  return spaces.flatMap(([, space]) =>
    strings.map(([, whole, beginning]) => ({
      key: [space, whole ?? beginning].filter((part) => part !== undefined).join('.'),
      isBeginning: whole === undefined,
    })),
  )
}

test('every sentence is said somewhere', () => {
  const source = join(app, 'src')
  const said = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('messages'))
    .flatMap((file) => saidIn(readFileSync(join(source, file), 'utf8')))
  for (const [, key = ''] of readFileSync(join(app, 'offline.html'), 'utf8').matchAll(
    /\{([\w.]+)\}/g,
  )) {
    said.push({ key, isBeginning: false })
  }
  const isSaid = (sought: string): boolean =>
    said.some(({ key, isBeginning }) => (isBeginning ? sought.startsWith(key) : sought === key))
  expect([...english.keys()].filter((key) => !isSaid(key))).toEqual([])
  for (const group of ['home', 'errors', 'issues', 'logIn']) {
    expect(isSaid(`${group}.neverSaid`)).toBe(false)
  }
})
