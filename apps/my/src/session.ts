// The session of this browser: the one place that knows where tokens are kept. All tabs share it.
import { Tokens } from '@delete/schemas/auth'
import { subjectOf, type TokenStore } from '@delete/shared/client'

const KEY = 'delete.session'

/** What the browser would not keep; the session then ends with the tab. */
let inMemory: string | null = null
let hasEnded = false
let member = readMember()
const listeners = new Set<() => void>()

function read(): string | null {
  try {
    return localStorage.getItem(KEY) ?? inMemory
  } catch {
    return inMemory
  }
}

function write(text: string | null): void {
  inMemory = null
  try {
    if (text === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, text)
  } catch {
    inMemory = text
  }
}

function get(): Tokens | null {
  try {
    return Tokens.safeParse(JSON.parse(read() ?? 'null')).data ?? null
  } catch {
    return null
  }
}

/** Who is logged in; a token that cannot be read is somebody's all the same, until the api has refused it. */
function readMember(): string | undefined {
  const tokens = get()
  return tokens ? (subjectOf(tokens.accessToken) ?? 'unknown') : undefined
}

function change(tokens: Tokens | null, isEnd: boolean): void {
  hasEnded = isEnd
  write(tokens && JSON.stringify(tokens))
  notify()
}

/** A refresh changes the tokens, not the member, and is nobody's news. */
function notify(): void {
  const before = member
  member = readMember()
  if (member === before) return
  if (member !== undefined) hasEnded = false
  for (const listener of listeners) listener()
}

// Another tab's change; and, for a page that was put aside and is shown again, whatever it has missed.
addEventListener('storage', notify)
addEventListener('pageshow', notify)

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

/** Calls `listener` whenever somebody has logged in or out, in any tab. */
export function onMemberChange(listener: () => void): void {
  listeners.add(listener)
}
