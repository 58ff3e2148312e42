// The addresses of the app, and who may see them.
import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { ConfirmEmail } from './routes/ConfirmEmail.tsx'
import { Export } from './routes/Export.tsx'
import { Failure } from './routes/Failure.tsx'
import { ForgotPassword } from './routes/ForgotPassword.tsx'
import { Frame } from './routes/Frame.tsx'
import { Goodbye } from './routes/Goodbye.tsx'
import { Home } from './routes/Home.tsx'
import { LogIn } from './routes/LogIn.tsx'
import { NotFound } from './routes/NotFound.tsx'
import { ResetPassword } from './routes/ResetPassword.tsx'
import { Restore } from './routes/Restore.tsx'
import { SignUp } from './routes/SignUp.tsx'
import { UndoEmail } from './routes/UndoEmail.tsx'
import { VerifyEmail } from './routes/VerifyEmail.tsx'
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
  createRoute({
    getParentRoute: () => root,
    path: '/export',
    beforeLoad: forMembers,
    component: Export,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/restore',
    beforeLoad: forStrangers,
    component: Restore,
  }),
  // What mails lead to: whoever opens them, logged in or not, here as somebody else perhaps.
  createRoute({
    getParentRoute: () => root,
    path: '/verify-email',
    component: VerifyEmail,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgot-password',
    component: ForgotPassword,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: ResetPassword,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/confirm-email',
    component: ConfirmEmail,
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/undo-email',
    component: UndoEmail,
  }),
  // Seen while the session ends.
  createRoute({
    getParentRoute: () => root,
    path: '/goodbye',
    component: Goodbye,
  }),
])

export const router = createRouter({ routeTree })

// Whoever logs in or out, here or in another tab, is led to where they belong.
onMemberChange(() => void router.invalidate())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** Whoever comes to the log-in has just replaced their password. */
    isPasswordReset?: boolean
  }
}
