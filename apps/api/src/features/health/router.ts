// The door of health.
import * as contract from '@delete/schemas/health'
import { rest } from '../../kernel/routes.ts'
import { publicProcedure, router } from '../../kernel/trpc.ts'
import { reportLive, reportReady } from './service.ts'

export const health = router({
  live: publicProcedure
    .meta(rest(contract.live))
    .input(contract.live.input)
    .output(contract.live.output)
    .query(reportLive),
  ready: publicProcedure
    .meta(rest(contract.ready))
    .input(contract.ready.input)
    .output(contract.ready.output)
    .query(({ ctx }) => reportReady(ctx)),
})
