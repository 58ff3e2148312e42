// The door of users.
import * as contract from '@delete/schemas/users'
import { rest } from '../../kernel/routes.ts'
import { router, userProcedure } from '../../kernel/trpc.ts'
import { updateMe } from './service.ts'

export const users = router({
  // Finding out who calls has loaded all that there is to say.
  me: userProcedure
    .meta(rest(contract.me))
    .input(contract.me.input)
    .output(contract.me.output)
    .query(({ ctx }) => ctx.actor),
  updateMe: userProcedure
    .meta(rest(contract.updateMe))
    .input(contract.updateMe.input)
    .output(contract.updateMe.output)
    .mutation(({ ctx, input }) => updateMe(ctx, input)),
})
