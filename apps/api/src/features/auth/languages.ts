// Which language a browser asks for.
import { Locale } from '@delete/schemas/users'
import Negotiator from 'negotiator'
import type { Context } from '../../kernel/context.ts'

/** By Accept-Language (RFC 9110, 12.5.4); English where none of ours is asked for. */
export function localeOf({ header }: Pick<Context, 'header'>): Locale {
  const headers = { 'accept-language': header('accept-language') ?? '' }
  const language = new Negotiator({ headers }).language([...Locale.options])
  return Locale.catch('en').parse(language)
}
