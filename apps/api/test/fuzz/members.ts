// Members who call: what stands in requests as `~access~` or `~cursor.cut~` is theirs, and is kept up to date.
import { createHmac } from 'node:crypto'
import type { Answer } from './wire.ts'
import type { Recipe } from './recipe.ts'

/** One that signs tokens, as in JWT_SECRETS: `kid:secret`. */
export type Secret = `${string}:${string}`

export interface Member {
  email: string
  password: string
  /** What answers have brought, by the name that it has in requests. */
  own: Record<string, string>
}

const PASSWORD = 'correct horse battery staple'

let accounts = 0

/** Signs up somebody new, or logs a member in again; undefined while the service will not have it. */
export async function logIn(url: string, member?: Member): Promise<Member | undefined> {
  accounts += 1
  const { email, password } = member ?? {
    email: `fuzz-${process.pid}-${accounts}@example.com`,
    password: PASSWORD,
  }
  const response = await fetch(`${url}/v1/auth/${member ? 'login' : 'signup'}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, ...(!member && { name: 'Ada' }) }),
  })
  const text = await response.text()
  if (!response.ok) return undefined
  const found: Member = { email, password, own: { ...member?.own, email, password } }
  keepTokens(found, text)
  return found
}

const SPOIL: Record<string, (text: string) => string> = {
  cut: (text) => text.slice(0, -1),
  longer: (text) => `${text}A`,
  flipped: (text) => flip(text, Math.floor(text.length / 2)),
  upper: (text) => text.toUpperCase(),
  doubled: (text) => text + text,
  reversed: (text) => [...text].toReversed().join(''),
}

function flip(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`
}

/** Puts what is a member's in the place of its names. */
export function fill(recipe: Recipe, own: Record<string, string>, secret: Secret): Recipe {
  const put = (text: string): string =>
    text.replaceAll(/~(\w+)(?:\.(\w+))?~/g, (found, name: string, how?: string) => {
      const value = Object.hasOwn(own, name) ? own[name] : undefined
      if (value === undefined || how === undefined) return value ?? found
      return SPOIL[how]?.(value) ?? reissue(value, how, secret)
    })
  return {
    ...recipe,
    target: put(recipe.target),
    headers: recipe.headers.map(([name, value]) => [name, put(value)]),
    ...(recipe.body !== undefined && { body: put(recipe.body) }),
  }
}

/** A token that says something else than the one it is made from. */
function reissue(token: string, how: string, secret: Secret): string {
  const [kid = '', key = ''] = secret.split(':')
  const claims = readClaims(token)
  const header = { alg: how === 'unsigned' ? 'none' : 'HS256', kid, typ: 'JWT' }
  const changed: Record<string, object> = {
    expired: { ...claims, exp: 1 },
    early: { ...claims, iat: 9e9, nbf: 9e9 },
    odd: { ...claims, sub: '\0', sid: [claims], exp: '9e9' },
    claimless: {},
  }
  const body = [header, changed[how] ?? claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  if (how === 'unsigned') return `${body}.`
  const signature = createHmac('sha256', how === 'forged' ? 'not the key' : key).update(body)
  return `${body}.${signature.digest('base64url')}`
}

function readClaims(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return {}
  }
}

/** Keeps what an answer brings; tokens only when they are the member's. */
export function learn(member: Member, { status, headers, text }: Answer): void {
  const tag = headers.get('etag')
  if (tag !== null) member.own.etag = tag
  if (status >= 300) return
  keepTokens(member, text)
  const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1]
  if (cursor !== undefined) member.own.cursor = cursor
  const session = /"id":"([^"]+)","device".*"isCurrent":false/.exec(text)?.[1]
  if (session !== undefined) member.own.session = session
}

function keepTokens({ own }: Member, text: string): void {
  const [, access] = /"accessToken":"([^"]+)"/.exec(text) ?? []
  const [, refresh] = /"refreshToken":"([^"]+)"/.exec(text) ?? []
  if (access === undefined || refresh === undefined) return
  const { sub, sid } = readClaims(access)
  if (own.access !== undefined && sub !== readClaims(own.access).sub) return
  Object.assign(own, { access, refresh })
  // Later, one of their others: who ends the one that asks has to log in again.
  own.session ??= String(sid)
}
