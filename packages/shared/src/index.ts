// The types of the api as its clients see it. Nothing here exists at run time.
import type { AppRouter } from '@delete/api'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

export type { AppRouter }
/** What each procedure takes: `RouterInputs['auth']['signup']`. */
export type RouterInputs = inferRouterInputs<AppRouter>
/** What each procedure answers: `RouterOutputs['users']['me']`. */
export type RouterOutputs = inferRouterOutputs<AppRouter>
