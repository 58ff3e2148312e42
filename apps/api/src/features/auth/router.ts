// The door of auth.
import * as contract from '@delete/schemas/auth'
import { rest } from '../../kernel/routes.ts'
import { publicProcedure, router } from '../../kernel/trpc.ts'
import { logIn, refreshTokens, signUp } from './service.ts'

export const auth = router({
  signup: publicProcedure
    .meta(rest(contract.signup))
    .input(contract.signup.input)
    .output(contract.signup.output)
    .mutation(({ ctx, input }) => signUp(ctx, input)),
  login: publicProcedure
    .meta(rest(contract.login))
    .input(contract.login.input)
    .output(contract.login.output)
    .mutation(({ ctx, input }) => logIn(ctx, input)),
  refresh: publicProcedure
    .meta(rest(contract.refresh))
    .input(contract.refresh.input)
    .output(contract.refresh.output)
    .mutation(({ ctx, input }) => refreshTokens(ctx, input)),
})
