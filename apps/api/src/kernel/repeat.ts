// Work that is done now and then for as long as the process runs.
import { describeCause } from '@delete/db/errors'
import type { Logger } from 'pino'

/**
 * Does `work` now, and again each time that `everyMs` has passed, one at a time. What fails is logged and tried again in
 * its time.
 * @returns how to stop: no more is begun, and what is under way is told by its signal and comes to its end
 */
export function repeat(
  work: (signal: AbortSignal) => Promise<unknown>,
  everyMs: number,
  log: Logger,
): () => Promise<void> {
  const stopping = new AbortController()
  let running = Promise.resolve()
  let isRunning = false
  const run = (): void => {
    if (isRunning) return
    isRunning = true
    running = work(stopping.signal)
      .catch((error: unknown) =>
        log.warn({ reason: describeCause(error) }, 'What is done from time to time has failed.'),
      )
      .then(() => {
        isRunning = false
      })
  }
  run()
  const timer = setInterval(run, everyMs)
  return () => {
    clearInterval(timer)
    stopping.abort()
    return running
  }
}
