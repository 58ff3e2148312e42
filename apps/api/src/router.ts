// Every feature's router, side by side, and the one type that clients are made of.
import { auth } from './features/auth/router.ts'
import { health } from './features/health/router.ts'
import { leaving } from './features/leaving/router.ts'
import { users } from './features/users/router.ts'
import { router } from './kernel/trpc.ts'

export const appRouter = router({ health, auth, users, leaving })

type Router = typeof appRouter

/** An interface, so that editors and declarations name it instead of unfolding it. */
export interface AppRouter extends Router {}
