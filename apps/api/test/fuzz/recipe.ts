// A request as it is generated: all of it text, so that it can be printed, and how it becomes bytes.
import { gzipSync } from 'node:zlib'
import type { Header } from './headers.ts'
import type { Alone } from './wire.ts'

export interface Recipe {
  method: string
  target: string
  headers: Header[]
  body?: string
  encoding: Encoding
  framing: Framing
}

/** How the body's text becomes bytes. */
export const encodings = ['utf8', 'marked', 'latin1', 'utf16', 'torn', 'gzip', 'noise'] as const
export type Encoding = (typeof encodings)[number]

const ENCODE: Record<Encoding, (text: string) => Buffer> = {
  utf8: (text) => Buffer.from(text),
  marked: (text) => Buffer.from(`\ufeff${text}`),
  latin1: (text) => Buffer.from(text, 'latin1'),
  utf16: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  torn: (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xe2, 0x82])]),
  gzip: (text) => gzipSync(text),
  noise: (text) => Buffer.from(Buffer.from(text).map((byte, index) => byte ^ (index * 37))),
}

/** How the head says where the body ends: `length` and `chunked` are right, most others are not, or are no HTTP/1.1. */
export const framings = [
  'length',
  'chunked',
  'too short',
  'too long',
  'two lengths',
  'length and chunked',
  'length below zero',
  'length in words',
  'chunks without a size',
  'gzip and chunked',
  'HTTP/1.0',
  'HTTP/2.0',
  'HTTP/9.9',
  'no version',
  'bare line feeds',
  'folded header',
  'header without a colon',
  'no host',
  'two hosts',
  'cut in the head',
  'pipelined',
  'upgrade',
] as const
export type Framing = (typeof framings)[number]

/** Whether exactly one answer comes back, on a connection that may be used again. */
export function isWhole({ method, target, headers, framing }: Recipe): boolean {
  return (
    (framing === 'length' || framing === 'chunked') &&
    // Node ends the connection.
    method !== 'CONNECT' &&
    ![method, target, ...headers.flat()].some((text) => /[\r\n]/.test(text))
  )
}

/** How bytes that are not one whole request are to be sent. */
export function howAlone({ framing }: Recipe): Alone {
  return {
    answers: framing === 'pipelined' ? 3 : 1,
    // More is waited for otherwise, for as long as a slow caller may take.
    isCut: framing === 'too long' || framing === 'cut in the head',
  }
}

/** The bytes of a request. */
export function toBytes({ method, target, headers, body, encoding, framing }: Recipe): Buffer {
  const content = body === undefined ? undefined : ENCODE[encoding](body)
  const hosts = { 'no host': 0, 'two hosts': 2 }[framing as string] ?? 1
  const version = {
    'HTTP/1.0': ' HTTP/1.0',
    'HTTP/2.0': ' HTTP/2.0',
    'HTTP/9.9': ' HTTP/9.9',
    'no version': '',
  }[framing as string]
  const lines = [
    `${method} ${target}${version ?? ' HTTP/1.1'}`,
    ...(headers.some(([name]) => name === 'host')
      ? []
      : Array.from({ length: hosts }, () => 'Host: localhost')),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(framing === 'folded header' ? ['x-folded: a', ' b'] : []),
    ...(framing === 'header without a colon' ? ['no colon'] : []),
    // Alone: Node does not say when it cannot read what comes after an upgrade that nobody made.
    ...(framing === 'upgrade' ? ['Upgrade: websocket', 'Connection: upgrade'] : []),
    ...lengthLines(content?.length, framing),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
  if (framing === 'cut in the head') return head.subarray(0, head.length / 2)
  if (framing === 'bare line feeds') return Buffer.from(head.toString().replaceAll('\r\n', '\n'))
  const whole = Buffer.concat([head, frame(content, framing)])
  return framing === 'pipelined' ? Buffer.concat([whole, whole, whole]) : whole
}

function lengthLines(length: number | undefined, framing: Framing): string[] {
  switch (framing) {
    case 'chunked':
    case 'chunks without a size':
      return ['Transfer-Encoding: chunked']
    case 'gzip and chunked':
      return ['Transfer-Encoding: gzip, chunked']
    case 'length and chunked':
      return [`Content-Length: ${length ?? 0}`, 'Transfer-Encoding: chunked']
    case 'two lengths':
      return [`Content-Length: ${length ?? 0}`, `Content-Length: ${(length ?? 0) + 1}`]
    case 'too short':
      return [`Content-Length: ${Math.floor((length ?? 0) / 2)}`]
    case 'too long':
      return [`Content-Length: ${(length ?? 0) + 10}`]
    case 'length below zero':
      return ['Content-Length: -1']
    case 'length in words':
      return ['Content-Length: 0x10']
    default:
      return length === undefined ? [] : [`Content-Length: ${length}`]
  }
}

function frame(content: Buffer = Buffer.alloc(0), framing: Framing): Buffer {
  if (framing === 'chunks without a size')
    return Buffer.concat([Buffer.from('nonsense\r\n'), content])
  if (!framing.endsWith('chunked')) return content
  const end = '0\r\n\r\n'
  if (content.length === 0) return Buffer.from(end)
  const half = Math.ceil(content.length / 2)
  const chunks = [content.subarray(0, half), content.subarray(half)].filter(
    ({ length }) => length > 0,
  )
  return Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(end),
  ])
}
