// Which device calls, and from where, as far as it says.
import Bowser from 'bowser'
import type { Context } from '../../kernel/context.ts'

export interface Visit {
  device: string | null
  address: string
}

/** Enough for every browser; what is longer is cut before it is read. */
const MAX_LENGTH = 512

/** What sessions and events keep of a request. */
export function visitOf({ header, address }: Pick<Context, 'header' | 'address'>): Visit {
  return { device: describeDevice(header('user-agent')), address: address() }
}

/** `Firefox on macOS`; of a program its name alone, `curl`; null when there is nothing to read. */
function describeDevice(userAgent = ''): string | null {
  const text = userAgent.slice(0, MAX_LENGTH)
  if (text.trim() === '') return null
  const { browser, os } = Bowser.parse(text)
  if (browser.name && os.name) return `${browser.name} on ${os.name}`
  return /^[A-Za-z][\w.-]{0,39}/.exec(text)?.[0] ?? null
}
