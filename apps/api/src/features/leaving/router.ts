// The door of leaving.
import * as contract from '@delete/schemas/leaving'
import { rest } from '../../kernel/routes.ts'
import { publicProcedure, router, sensitiveProcedure } from '../../kernel/trpc.ts'
import { restoreAccount } from '../auth/service.ts'
import { deleteAccount, readExport, requestExport } from './service.ts'

export const leaving = router({
  requestExport: sensitiveProcedure
    .meta(rest(contract.requestExport))
    .input(contract.requestExport.input)
    .output(contract.requestExport.output)
    .mutation(({ ctx }) => requestExport(ctx)),
  readExport: sensitiveProcedure
    .meta(rest(contract.readExport))
    .input(contract.readExport.input)
    .output(contract.readExport.output)
    .query(({ ctx }) => readExport(ctx)),
  deleteAccount: sensitiveProcedure
    .meta(rest(contract.deleteAccount))
    .input(contract.deleteAccount.input)
    .output(contract.deleteAccount.output)
    .mutation(({ ctx }) => deleteAccount(ctx)),
  restoreAccount: publicProcedure
    .meta(rest(contract.restoreAccount))
    .input(contract.restoreAccount.input)
    .output(contract.restoreAccount.output)
    .mutation(({ ctx, input }) => restoreAccount(ctx, input)),
})
