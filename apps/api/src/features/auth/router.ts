// The door of auth.
import * as contract from '@delete/schemas/auth'
import * as sessions from '@delete/schemas/sessions'
import { rest } from '../../kernel/routes.ts'
import { publicProcedure, router, sensitiveProcedure, userProcedure } from '../../kernel/trpc.ts'
import { listEvents } from './events/service.ts'
import { logIn, reauthenticate, signUp } from './service.ts'
import {
  listSessions,
  logOut,
  refreshTokens,
  revokeOtherSessions,
  revokeSession,
} from './sessions/service.ts'

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
  logout: userProcedure
    .meta(rest(contract.logout))
    .input(contract.logout.input)
    .output(contract.logout.output)
    .mutation(({ ctx }) => logOut(ctx)),
  reauthenticate: userProcedure
    .meta(rest(contract.reauthenticate))
    .input(contract.reauthenticate.input)
    .output(contract.reauthenticate.output)
    .mutation(({ ctx, input }) => reauthenticate(ctx, input)),
  listSessions: userProcedure
    .meta(rest(sessions.listSessions))
    .input(sessions.listSessions.input)
    .output(sessions.listSessions.output)
    .query(({ ctx, input }) => listSessions(ctx, input)),
  revokeSession: sensitiveProcedure
    .meta(rest(sessions.revokeSession))
    .input(sessions.revokeSession.input)
    .output(sessions.revokeSession.output)
    .mutation(({ ctx, input }) => revokeSession(ctx, input.id)),
  revokeOtherSessions: sensitiveProcedure
    .meta(rest(sessions.revokeOtherSessions))
    .input(sessions.revokeOtherSessions.input)
    .output(sessions.revokeOtherSessions.output)
    .mutation(({ ctx }) => revokeOtherSessions(ctx)),
  listEvents: userProcedure
    .meta(rest(sessions.listEvents))
    .input(sessions.listEvents.input)
    .output(sessions.listEvents.output)
    .query(({ ctx, input }) => listEvents(ctx, input)),
})
