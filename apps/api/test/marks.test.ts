// What procedures are marked with, and that each keeps what its mark says at both doors.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'
import { findRoutes } from '../src/kernel/routes.ts'
import { appRouter } from '../src/router.ts'
import { callRest, callTrpc, invalidFor } from './doors.ts'

const api = await startApi()
const routes = findRoutes(appRouter)

test('what is sensitive asks for a password of a short time ago, alike at both doors', async () => {
  const sensitive = routes.filter(({ isSensitive }) => isSensitive)
  expect(sensitive.map(({ name }) => name)).toEqual([
    'auth.revokeSession',
    'auth.revokeOtherSessions',
    'auth.changeEmail',
    'leaving.requestExport',
    'leaving.readExport',
    'leaving.deleteAccount',
  ])
  const { accessToken } = (await api.signUp()).tokens
  api.advance(600)
  for (const route of sensitive) {
    const atRest = await callRest(api, route, invalidFor(route), accessToken)
    const { type } = route.procedure._def
    const atTrpc = await callTrpc(api, route.name, type, invalidFor(route), accessToken)
    for (const { status, headers } of [atRest, atTrpc]) {
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication"',
      )
    }
    expect(atRest.body).toMatchObject({ code: 'auth.reauth_required' })
    expect(atTrpc.body.error?.data.code).toBe('auth.reauth_required')
  }
})

test('what is limited', () => {
  const limited = routes.filter(({ rest }) => rest.limits)
  expect(Object.fromEntries(limited.map(({ name, rest }) => [name, rest.limits]))).toEqual({
    'auth.signup': ['signup.address'],
    'auth.login': ['login.address', 'login.account', 'login.both'],
    'auth.refresh': ['refresh.session'],
    'auth.reauthenticate': ['reauthenticate.account'],
    'auth.resendVerification': ['mail.address'],
    'auth.forgotPassword': ['mail.address'],
    'auth.changePassword': ['reauthenticate.account'],
    'auth.changeEmail': ['emailChange.account'],
    'leaving.requestExport': ['export.account'],
    'leaving.restoreAccount': ['login.address', 'login.account', 'login.both'],
  })
})
