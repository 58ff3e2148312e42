// The tabs of this browser: they take turns with the cookie, and show each other the access tokens that they hold.

/** An access token, as tabs show it to each other. */
export interface Access {
  member: string
  token: string
  /** Until when it is worth having, in milliseconds of this machine's clock, which may be wrong but is the same for all tabs. */
  until: number
}

const SHOWN = 'delete.access '

let stopShowing = (): void => undefined

/**
 * Runs one work at a time in all tabs: one that changes the cookie, which they share. When a page is left in the middle of
 * a refresh, the next work begins, and the browser still stores the cookie that the answer brings. A refresh that begins
 * before that sends the same token, and within 10 seconds the api gives it the same successor.
 */
export function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request('delete.cookie', work)
}

/**
 * Shows this to all tabs, in place of what was shown before: as the name of a lock that is held. Locks come and go in one
 * order for all tabs, so that who has the next turn sees what was bought in the last one; a message could still be on its
 * way, and a tab that is frozen would not answer any.
 */
export function show(access: Access | undefined): void {
  stopShowing()
  if (!access) return
  const { promise: isOver, resolve } = Promise.withResolvers<void>()
  stopShowing = resolve
  void navigator.locks.request(SHOWN + JSON.stringify(access), { mode: 'shared' }, () => isOver)
}

/** What all tabs show, this one included. */
export async function readShown(): Promise<Access[]> {
  const { held = [] } = await navigator.locks.query()
  return held.flatMap(({ name = '' }) =>
    name.startsWith(SHOWN) ? [JSON.parse(name.slice(SHOWN.length)) as Access] : [],
  )
}
