// A peer: tRPC's own Express adapter with an empty context, on an Express with nothing else on it.
import { live } from '@delete/schemas/health'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express from 'express'
import { echo } from '../speed/contract.ts'
import { readAnswers } from './answers.ts'

const { HOST: host = '127.0.0.1', PORT: port = '3000' } = process.env

const { health } = readAnswers()

const { procedure, router } = initTRPC.create()
const appRouter = router({
  health: router({
    live: procedure
      .input(live.input)
      .output(live.output)
      .query(() => health),
  }),
  echo: procedure
    .input(echo.input)
    .output(echo.output)
    .mutation(({ input }) => input),
})

const app = express()
app.use('/trpc', createExpressMiddleware({ router: appRouter, createContext: () => ({}) }))
app.listen(Number(port), host)
