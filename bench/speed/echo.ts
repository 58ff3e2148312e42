// The real service, except that the contract `echo` stands in for its features: what the doors cost a call that succeeds without the database.
import { live } from '@delete/schemas/health'
import { reportLive } from '../../apps/api/src/features/health/service.ts'
import { rest } from '../../apps/api/src/kernel/routes.ts'
import { publicProcedure, router } from '../../apps/api/src/kernel/trpc.ts'
import { run } from '../../apps/api/src/run.ts'
import { echo } from './contract.ts'

await run(
  router({
    health: router({
      live: publicProcedure
        .meta(rest(live))
        .input(live.input)
        .output(live.output)
        .query(reportLive),
    }),
    echo: publicProcedure
      .meta(rest(echo))
      .input(echo.input)
      .output(echo.output)
      .mutation(({ input }) => input),
  }),
)
