// The session of this browser: who is logged in, for all tabs, and the access token. A cookie has the rest.
import type { Tokens } from '@delete/schemas/auth'
import { subjectOf, type TokenStore } from '@delete/shared/client'
import { keep, onKept, readKept } from './storage.ts'
import { type Access, exclusively, readShown, show } from './tabs.ts'

/** Under it all tabs find the member's id, which is no secret: what it opens, the cookie opens. */
const KEY = 'delete.member'

/** What is good for less is not worth taking over: a call may take so long. */
const SPARE_SECONDS = 10

/** What the browser would not keep; the session then ends with the tab. */
let inMemory: string | null = null
let access: Access | undefined
let farewell: Farewell | undefined

/**
 * How the session of this page came to its end: its member ended it, here or in another tab, or did so while the api could
 * not hear of it; or the api ended it.
 */
export type Farewell = 'left' | 'unheard' | 'ended'

// From before there was a cookie: tokens that any script could read.
keep('delete.session', null)

let member = read()
const listeners = new Set<() => void>()

function read(): string | null {
  return readKept(KEY) ?? inMemory
}

function write(text: string | null): void {
  inMemory = keep(KEY, text) ? null : text
}

function change(tokens: Tokens | null, reason: Farewell = 'left'): void {
  farewell = tokens ? undefined : reason
  // A token that cannot be read is somebody's all the same, until the api has refused it.
  const owner = tokens && (subjectOf(tokens.accessToken) ?? 'unknown')
  hold(
    tokens && owner !== null
      ? {
          member: owner,
          token: tokens.accessToken,
          until: Date.now() + (tokens.expiresIn - SPARE_SECONDS) * 1000,
        }
      : undefined,
  )
  write(owner)
  notify()
}

function hold(next: Access | undefined): void {
  access = next
  show(next)
}

/** Takes over the newest access token that a tab shows, which is this tab's own when no other has a newer one. */
async function takeOver(): Promise<void> {
  const shown = await readShown()
  const [newest] = shown
    .filter(({ member, until }) => member === read() && until > Date.now())
    .toSorted((a, b) => b.until - a.until)
  if (newest) hold(newest)
}

/** A refresh changes the tokens, not the member, and is nobody's news. */
function notify(): void {
  const before = member
  member = read()
  if (access?.member !== member) hold(undefined)
  if (member === before) return
  farewell = member === null ? (farewell ?? 'left') : undefined
  for (const listener of listeners) listener()
}

// Another tab's change; and, for a page that was put aside and is shown again, whatever it has missed.
onKept(KEY, notify)
addEventListener('pageshow', () => {
  notify()
  show(access)
})
// A page that shows something is not put aside, but thrown away.
addEventListener('pagehide', () => show(undefined))

/** What the client holds: it forgets the member when the api no longer takes their cookie. */
export const tokens: TokenStore = {
  get: () => {
    const member = read()
    if (member === null) return null
    return { member, accessToken: access?.member === member ? access.token : undefined }
  },
  set: (tokens) => change(tokens, 'ended'),
  exclusively: (work) =>
    exclusively(async () => {
      await takeOver()
      return work()
    }),
}

export function isLoggedIn(): boolean {
  return read() !== null
}

/** How the last session since this page was opened has ended; nobody has logged in after that. */
export function readFarewell(): Farewell | undefined {
  return farewell
}

export function startSession(tokens: Tokens): void {
  change(tokens)
}

/** Starts the session that `ask` is answered. */
export function beginSession(ask: () => Promise<Tokens>): Promise<void> {
  return exclusively(async () => startSession(await ask()))
}

/** Ends it here, whether or not the api has heard of it. */
export function endSession(isHeard: boolean): void {
  if (isLoggedIn()) change(null, isHeard ? 'left' : 'unheard')
}

/** Calls `listener` whenever somebody has logged in or out, in any tab. */
export function onMemberChange(listener: () => void): void {
  listeners.add(listener)
}
