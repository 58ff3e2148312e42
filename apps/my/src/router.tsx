// The addresses of the app, and who may see them; each screen is loaded when somebody comes to it.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router'
import { queryClient } from './api.ts'
import { meQuery } from './features/users/queries.ts'
import { need } from './languages.ts'
import { Failure } from './routes/Failure.tsx'
import { Pending } from './routes/Pending.tsx'
import { Root } from './routes/Root.tsx'
import { isLoggedIn, onMemberChange, readFarewell } from './session.ts'

const root = createRootRoute({
  component: Root,
  notFoundComponent: lazyRouteComponent(() => import('./routes/NotFound.tsx'), 'NotFound'),
})

/** Who has not logged in is led to where they can, and from there back; who has just logged out, to the beginning. */
function forMembers({ location: { href, pathname } }: { location: ParsedLocation }): void {
  if (isLoggedIn()) {
    // Every screen wants to know, and none has to wait for the script of the screen.
    void queryClient.prefetchQuery(meQuery)
    return
  }
  const farewell = readFarewell()
  if (farewell === 'left' || (farewell === undefined && pathname === '/')) {
    throw redirect({ to: '/welcome', replace: true })
  }
  const search = farewell === 'unheard' || pathname === '/' ? {} : { from: href }
  throw redirect({ to: '/login', search, replace: true })
}

function forStrangers({ search }: { search: From }): void {
  if (isLoggedIn()) throw redirect({ href: search.from ?? '/', replace: true })
}

interface From {
  /** Where in the app somebody was going. */
  from?: string | undefined
}

/**
 * Within the app and nowhere else: no other host, by whatever spelling. What is not said here to be undefined, the router
 * takes from the address as it is.
 */
function readFrom({ from }: Record<string, unknown>): From {
  if (typeof from !== 'string' || !URL.canParse(from, location.origin)) return { from: undefined }
  const { origin, pathname, search } = new URL(from, location.origin)
  const isOurs = origin === location.origin && !pathname.startsWith('//')
  return { from: isOurs ? `${pathname}${search}` : undefined }
}

const members = createRoute({
  getParentRoute: () => root,
  id: 'members',
  beforeLoad: async (context) => {
    forMembers(context)
    await need('members')
  },
  component: lazyRouteComponent(() => import('./routes/MemberFrame.tsx'), 'MemberFrame'),
})

const strangers = createRoute({
  getParentRoute: () => root,
  id: 'strangers',
  beforeLoad: () => need('strangers'),
  component: lazyRouteComponent(() => import('./routes/StrangerFrame.tsx'), 'StrangerFrame'),
})

const account = createRoute({
  getParentRoute: () => members,
  path: '/account',
  component: lazyRouteComponent(() => import('./routes/account/AccountFrame.tsx'), 'AccountFrame'),
})

const home = createRoute({
  getParentRoute: () => members,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/Home.tsx'), 'Home'),
})

const accountScreens = [
  createRoute({
    getParentRoute: () => account,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/account/profile', replace: true })
    },
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/profile',
    component: lazyRouteComponent(() => import('./routes/account/Profile.tsx'), 'Profile'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/security',
    component: lazyRouteComponent(() => import('./routes/account/Security.tsx'), 'Security'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/devices',
    component: lazyRouteComponent(() => import('./routes/account/Devices.tsx'), 'Devices'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/activity',
    component: lazyRouteComponent(() => import('./routes/account/Activity.tsx'), 'Activity'),
  }),
  createRoute({
    getParentRoute: () => account,
    path: '/data',
    component: lazyRouteComponent(() => import('./routes/account/Data.tsx'), 'Data'),
  }),
] as const

/** Where a mail leads to. */
const exportScreen = createRoute({
  getParentRoute: () => members,
  path: '/export',
  component: lazyRouteComponent(() => import('./routes/Export.tsx'), 'Export'),
})

const strangerScreens = [
  createRoute({
    getParentRoute: () => strangers,
    path: '/welcome',
    validateSearch: readFrom,
    beforeLoad: forStrangers,
    component: lazyRouteComponent(() => import('./routes/Welcome.tsx'), 'Welcome'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/login',
    validateSearch: readFrom,
    beforeLoad: forStrangers,
    component: lazyRouteComponent(() => import('./routes/LogIn.tsx'), 'LogIn'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/signup',
    validateSearch: readFrom,
    beforeLoad: forStrangers,
    component: lazyRouteComponent(() => import('./routes/SignUp.tsx'), 'SignUp'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/restore',
    validateSearch: readFrom,
    beforeLoad: forStrangers,
    component: lazyRouteComponent(() => import('./routes/Restore.tsx'), 'Restore'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/check-mail',
    beforeLoad: ({ location }) => {
      if (location.state.email === undefined) throw redirect({ to: '/signup', replace: true })
    },
    component: lazyRouteComponent(() => import('./routes/CheckMail.tsx'), 'CheckMail'),
  }),
  // What mails lead to: whoever opens them, logged in or not, here as somebody else perhaps.
  createRoute({
    getParentRoute: () => strangers,
    path: '/verify-email',
    component: lazyRouteComponent(() => import('./routes/VerifyEmail.tsx'), 'VerifyEmail'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/forgot-password',
    component: lazyRouteComponent(() => import('./routes/ForgotPassword.tsx'), 'ForgotPassword'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('./routes/ResetPassword.tsx'), 'ResetPassword'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/confirm-email',
    component: lazyRouteComponent(() => import('./routes/ConfirmEmail.tsx'), 'ConfirmEmail'),
  }),
  createRoute({
    getParentRoute: () => strangers,
    path: '/undo-email',
    component: lazyRouteComponent(() => import('./routes/UndoEmail.tsx'), 'UndoEmail'),
  }),
  // Seen while the session ends.
  createRoute({
    getParentRoute: () => strangers,
    path: '/goodbye',
    component: lazyRouteComponent(() => import('./routes/Goodbye.tsx'), 'Goodbye'),
  }),
] as const

/** All parts that screens are made of, for whoever builds the next one. */
const parts = createRoute({
  getParentRoute: () => root,
  path: '/parts',
  beforeLoad: () => need('members'),
  component: lazyRouteComponent(() => import('./routes/Parts.tsx'), 'Parts'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    members.addChildren([home, exportScreen, account.addChildren(accountScreens)]),
    strangers.addChildren(strangerScreens),
    parts,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Failure,
  defaultPendingComponent: Pending,
  defaultPendingMs: 300,
})

// Whoever logs in or out, here or in another tab, is led to where they belong.
onMemberChange(() => void router.invalidate())

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** Whoever comes to the log-in has just replaced their password. */
    isPasswordReset?: boolean
    /** Whom the mail that is to be checked was sent to. */
    email?: string
  }
}
