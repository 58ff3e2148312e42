// Cookie mode: a browser keeps the refresh token where no script can read it.
import type { Tokens } from '@delete/schemas/auth'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Context } from '../../kernel/context.ts'
import { refuse } from '../../kernel/errors.ts'
import type { TokenPair } from './tokens.ts'

/** By its prefix, browsers take it from its own host alone, over https or on localhost (Chromium 156, Firefox 153). */
const NAME = '__Host-session'

/** What a browser says of a request of our own site; of any other it says `cross-site`. */
const OWN_SITE = new Set(['same-origin', 'same-site'])

/**
 * Whether the caller asks for cookie mode. A browser says which page makes a request, and no page can change that; who
 * says nothing is no browser.
 * @throws {Refusal} `request.cross_site` for the pages of others, `request.invalid` for another mode
 */
export function asksForCookie({ env, header }: Pick<Context, 'env' | 'header'>): boolean {
  const mode = header('x-session')
  if (mode === undefined) return false
  if (mode !== 'cookie') refuse('request.invalid', { issues: [UNKNOWN_MODE] })
  const origin = header('origin')
  const site = header('sec-fetch-site')
  if (origin !== undefined && !env.appOrigins.includes(origin)) refuse('request.cross_site')
  if (site !== undefined && !OWN_SITE.has(site)) refuse('request.cross_site')
  return true
}

const UNKNOWN_MODE = {
  pointer: '',
  code: 'invalid_value',
  message: 'The header x-session must be "cookie", or left out',
}

/** The refresh token in the caller's cookie. */
export function readCookie({ header }: Pick<Context, 'header'>): string | undefined {
  return parseCookie(header('cookie') ?? '')[NAME]
}

/** The answer that has a pair: with both tokens, or in cookie mode with the refresh token in the cookie. */
export function handOver(
  call: Pick<Context, 'env' | 'setHeader'>,
  inCookie: boolean,
  { refreshToken, ...tokens }: TokenPair,
): Tokens {
  if (!inCookie) return { ...tokens, refreshToken }
  setCookie(call, refreshToken, call.env.refreshTokenSeconds)
  return tokens
}

/** Has the browser forget its cookie. */
export function dropCookie(call: Pick<Context, 'setHeader'>): void {
  setCookie(call, '', 0)
}

function setCookie({ setHeader }: Pick<Context, 'setHeader'>, value: string, maxAge: number): void {
  const attributes = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const
  setHeader('Set-Cookie', stringifySetCookie({ name: NAME, value, maxAge, ...attributes }))
}
