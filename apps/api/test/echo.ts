// The real service with an echo for a router, for benches: what a call costs that succeeds without the database.
import type { Contract } from '@delete/schemas/contract'
import { live } from '@delete/schemas/health'
import { reportLive } from '../src/features/health/service.ts'
import { rest } from '../src/kernel/routes.ts'
import { publicProcedure, router } from '../src/kernel/trpc.ts'
import { run } from '../src/run.ts'

/**
 * Starts it, as `run` does; `echo` answers what it was sent, and `health.live` as ever.
 * @throws {StartError} when it cannot start
 */
export function runEcho(echo: Contract): Promise<void> {
  const health = router({
    live: publicProcedure.meta(rest(live)).input(live.input).output(live.output).query(reportLive),
  })
  const repeat = publicProcedure.meta(rest(echo)).input(echo.input).output(echo.output)
  return run(router({ health, echo: repeat.mutation(({ input }) => input) }))
}
