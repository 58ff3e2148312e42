// The addresses of the app, and who may see them.
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { Failure } from './routes/Failure.tsx'
import { Frame } from './routes/Frame.tsx'
import { Home } from './routes/Home.tsx'
import { LogIn } from './routes/LogIn.tsx'
import { NotFound } from './routes/NotFound.tsx'
import { SignUp } from './routes/SignUp.tsx'
import { isLoggedIn, onMemberChange } from './session.ts'

const root = createRootRoute({
  component: Frame,
  errorComponent: Failure,
  notFoundComponent: NotFound,
})

const forMembers = (): void => {
  if (!isLoggedIn()) throw redirect({ to: '/login', replace: true })
}
const forStrangers = (): void => {
  if (isLoggedIn()) throw redirect({ to: '/', replace: true })
}

const routeTree = root.addChildren([
  createRoute({
    getParentRoute: () => root,
    path: '/',
    beforeLoad: forMembers,
    component: Home,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/login',
    beforeLoad: forStrangers,
    component: LogIn,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/signup',
    beforeLoad: forStrangers,
    component: SignUp,
  }),
])

export const router = createRouter({ routeTree })

// Whoever logs in or out, here or in another tab, is led to where they belong.
onMemberChange(() => void router.invalidate())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
