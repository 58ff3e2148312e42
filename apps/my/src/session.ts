// The session of this browser: the one place that knows where tokens are kept. All tabs share it.
import { Tokens } from '@delete/schemas/auth'
import type { TokenStore } from '@delete/shared/client'

const KEY = 'delete.session'

/** Stands in where the browser keeps nothing for this page; the session then ends with the tab. */
let inMemory: string | null = null
let hasEnded = false
const listeners = new Set<() => void>()

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return inMemory
  }
}

function write(text: string | null): void {
  inMemory = text
  try {
    if (text === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
  } catch {
    // Kept in memory alone.
  }
}

function get(): Tokens | null {
  try {
    return Tokens.safeParse(JSON.parse(read() ?? 'null')).data ?? null
  } catch {
    return null
  }
}

function change(tokens: Tokens | null, isEnd: boolean): void {
  hasEnded = isEnd
  write(tokens && JSON.stringify(tokens))
  for (const listener of listeners) listener()
}

addEventListener('storage', ({ key }) => {
  if (key !== KEY && key !== null) return
  for (const listener of listeners) listener()
})

/** Where the client keeps its tokens: it forgets them when the api no longer takes them. */
export const tokens: TokenStore = {
  get,
  set: (tokens) => change(tokens, tokens === null),
}

export function isLoggedIn(): boolean {
  return get() !== null
}

/** Whether the api has ended the session since this page was opened, and nobody has logged in after that. */
export function hasSessionEnded(): boolean {
  return hasEnded
}

export function startSession(tokens: Tokens): void {
  change(tokens, false)
}

export function endSession(): void {
  change(null, false)
}

/** Calls `listener` after every change of the session, another tab's included; answers what stops that. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
