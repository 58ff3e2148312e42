// The door of auth.
import * as contract from '@delete/schemas/auth'
import * as emailChanges from '@delete/schemas/emailChanges'
import * as passwords from '@delete/schemas/passwords'
import * as sessions from '@delete/schemas/sessions'
import * as verification from '@delete/schemas/verification'
import { rest } from '../../kernel/routes.ts'
import { publicProcedure, router, sensitiveProcedure, userProcedure } from '../../kernel/trpc.ts'
import { changeEmail, confirmEmail, undoEmailChange } from './addresses/service.ts'
import { listEvents } from './events/service.ts'
import { changePassword, forgotPassword, resetPassword } from './recovery/service.ts'
import { logIn, reauthenticate } from './service.ts'
import {
  listSessions,
  logOut,
  refreshTokens,
  revokeOtherSessions,
  revokeSession,
} from './sessions/service.ts'
import { resendVerification, signUp, verifyEmail } from './signups/service.ts'

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
  verifyEmail: publicProcedure
    .meta(rest(verification.verifyEmail))
    .input(verification.verifyEmail.input)
    .output(verification.verifyEmail.output)
    .mutation(({ ctx, input }) => verifyEmail(ctx, input)),
  resendVerification: publicProcedure
    .meta(rest(verification.resendVerification))
    .input(verification.resendVerification.input)
    .output(verification.resendVerification.output)
    .mutation(({ ctx, input }) => resendVerification(ctx, input)),
  forgotPassword: publicProcedure
    .meta(rest(passwords.forgotPassword))
    .input(passwords.forgotPassword.input)
    .output(passwords.forgotPassword.output)
    .mutation(({ ctx, input }) => forgotPassword(ctx, input)),
  resetPassword: publicProcedure
    .meta(rest(passwords.resetPassword))
    .input(passwords.resetPassword.input)
    .output(passwords.resetPassword.output)
    .mutation(({ ctx, input }) => resetPassword(ctx, input)),
  changePassword: userProcedure
    .meta(rest(passwords.changePassword))
    .input(passwords.changePassword.input)
    .output(passwords.changePassword.output)
    .mutation(({ ctx, input }) => changePassword(ctx, input)),
  changeEmail: sensitiveProcedure
    .meta(rest(emailChanges.changeEmail))
    .input(emailChanges.changeEmail.input)
    .output(emailChanges.changeEmail.output)
    .mutation(({ ctx, input }) => changeEmail(ctx, input)),
  confirmEmail: publicProcedure
    .meta(rest(emailChanges.confirmEmail))
    .input(emailChanges.confirmEmail.input)
    .output(emailChanges.confirmEmail.output)
    .mutation(({ ctx, input }) => confirmEmail(ctx, input)),
  undoEmailChange: publicProcedure
    .meta(rest(emailChanges.undoEmailChange))
    .input(emailChanges.undoEmailChange.input)
    .output(emailChanges.undoEmailChange.output)
    .mutation(({ ctx, input }) => undoEmailChange(ctx, input)),
})
