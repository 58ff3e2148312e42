// Changes that are shown before they are answered.
import type { DataTag, QueryKey } from '@tanstack/react-query'
import { queryClient } from './api.ts'

interface Change<Data> {
  /** What of the answers that are kept is changed. */
  queryKey: DataTag<QueryKey, Data, Error>
  change: (data: Data) => Data
  send: () => Promise<unknown>
}

let running = 0

/**
 * Shows the change at once, and takes it back when `send` is refused and nothing has changed since; then asks what holds,
 * of this and of all else of its feature.
 */
export async function optimistically<Data>({
  queryKey,
  change,
  send,
}: Change<Data>): Promise<void> {
  running += 1
  await queryClient.cancelQueries({ queryKey })
  const before = queryClient.getQueryData(queryKey)
  const after = before && queryClient.setQueryData<Data>(queryKey, change(before))
  try {
    await send()
  } catch (error) {
    if (before && queryClient.getQueryData(queryKey) === after) {
      queryClient.setQueryData<Data>(queryKey, before)
    }
    throw error
  } finally {
    running -= 1
    // An answer of now would not hold what is still on its way.
    if (running === 0) void queryClient.invalidateQueries({ queryKey: queryKey.slice(0, 1) })
  }
}
