// The contract of sessions: what the owner of an account sees of its log-ins, and how they end.
import { z } from 'zod'
import type { Contract } from './contract.ts'
import { AuthEventId, SessionId } from './ids.ts'
import { NoInput } from './noInput.ts'
import { PageInput, pageOf } from './page.ts'

const device = z
  .string()
  .nullable()
  .meta({ description: 'Read from the user agent, if it says so', examples: ['Firefox on macOS'] })
const address = z
  .string()
  .meta({ description: 'The network address that it came from', examples: ['192.0.2.1'] })

export const Session = z
  .object({
    id: SessionId,
    device,
    address,
    createdAt: z.iso
      .datetime()
      .meta({ description: 'The log-in', examples: ['2026-11-23T09:00:00.000Z'] }),
    lastUsedAt: z.iso
      .datetime()
      .meta({ description: 'The last refresh', examples: ['2026-11-23T09:30:00.000Z'] }),
    isCurrent: z
      .boolean()
      .meta({ description: 'Whether it is the one that asks', examples: [true] }),
  })
  .meta({ id: 'Session', description: 'One log-in of yours that still holds' })
export type Session = z.infer<typeof Session>

/** What is written down. A kind, once published, keeps its meaning. */
export const AuthEventKind = z
  .enum([
    'signed_up',
    'logged_in',
    'login_failed',
    'reauthenticated',
    'reauthentication_failed',
    'refresh_replayed',
    'logged_out',
    'session_revoked',
    'other_sessions_revoked',
    'password_reset',
    'password_changed',
    'email_change_requested',
    'email_changed',
    'email_change_undone',
    'account_left',
    'account_restored',
    'export_requested',
  ])
  .meta({ description: 'What happened; more kinds may come', examples: ['logged_in'] })
export type AuthEventKind = z.infer<typeof AuthEventKind>

export const AuthEvent = z
  .object({
    id: AuthEventId,
    kind: AuthEventKind,
    createdAt: z.iso
      .datetime()
      .meta({ description: 'When it happened', examples: ['2026-11-23T09:00:00.000Z'] }),
    device,
    address,
  })
  .meta({ id: 'AuthEvent', description: 'One thing that happened to your log-ins' })
export type AuthEvent = z.infer<typeof AuthEvent>

export const listSessions = {
  rest: {
    method: 'GET',
    path: '/auth/sessions',
    summary: 'Where you are logged in',
    description: 'Your sessions, the newest log-in first. A session that has ended is not there.',
    status: 200,
    errors: [],
  },
  input: PageInput,
  output: pageOf(Session).meta({ id: 'SessionPage', description: 'One page of your sessions' }),
} as const satisfies Contract

export const revokeSession = {
  rest: {
    method: 'DELETE',
    path: '/auth/sessions/{id}',
    summary: 'Log out one session',
    description: 'Ends a session of yours; its tokens are refused from then on, everywhere.',
    status: 204,
    errors: ['auth.session_not_found'],
  },
  input: z.object({ id: SessionId }).meta({ id: 'RevokeSessionInput' }),
  output: z.void(),
} as const satisfies Contract

export const revokeOtherSessions = {
  rest: {
    method: 'POST',
    path: '/auth/sessions/revoke-others',
    summary: 'Log out everywhere else',
    description: 'Ends all of your sessions but the one that asks.',
    status: 204,
    errors: [],
  },
  input: NoInput,
  output: z.void(),
} as const satisfies Contract

export const listEvents = {
  rest: {
    method: 'GET',
    path: '/auth/events',
    summary: 'What has happened to your log-ins',
    description:
      'Sign-up, log-ins, wrong passwords, reused refresh tokens and ended sessions, the newest first. They are kept for some months.',
    status: 200,
    errors: [],
  },
  input: PageInput,
  output: pageOf(AuthEvent).meta({ id: 'AuthEventPage', description: 'One page of what happened' }),
} as const satisfies Contract
