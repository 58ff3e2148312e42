// Whether the api can be reached, as far as the last answer says.
import { isApiError } from '@delete/shared/client'
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { createStore } from './store.ts'

/** How often it is asked whether it can be reached again, should nothing else ask. */
const RETRY_MS = 5_000

const lost = createStore(false)

/** Learns it from what becomes of queries, and asks by `ping` for as long as the last one got no answer. */
export function watchConnection(client: QueryClient, ping: () => Promise<unknown>): void {
  client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    const { action } = event
    // What a change shows before it is answered is no answer.
    if (action.type === 'success' && action.manual !== true) lost.set(false)
    if (action.type === 'failed' || action.type === 'error') lost.set(!isApiError(action.error))
  })
  lost.subscribe(() => {
    if (!lost.get()) return
    const timer = setInterval(() => {
      if (!lost.get()) return clearInterval(timer)
      return void ping().then(
        () => lost.set(false),
        (error: unknown) => lost.set(!isApiError(error)),
      )
    }, RETRY_MS)
  })
}

/** Who has logged in or out asks something new. */
export function forgetConnection(): void {
  lost.set(false)
}

export function useIsConnectionLost(): boolean {
  return useSyncExternalStore(lost.subscribe, lost.get)
}
