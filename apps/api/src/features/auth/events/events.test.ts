// What has happened to an account's log-ins: written with what it tells, read by its owner, and kept for its time.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'

const api = await startApi()

async function kindsOf(accessToken: string): Promise<string[]> {
  const { items } = await api.trpc(accessToken).auth.listEvents.query({ limit: 100 })
  return items.map(({ kind }) => kind)
}

test('each thing that happens is there, the newest first, with its time, device and address', async () => {
  const { email, password, tokens } = await api.signUp()
  const step = async (act: () => Promise<unknown>): Promise<void> => {
    api.advance(1)
    await act()
  }
  const { auth } = api.trpc(tokens.accessToken)
  let other = { accessToken: '', refreshToken: '' }
  const logIn = async (): Promise<void> => {
    other = { refreshToken: '', ...(await auth.login.mutate({ email, password })) }
  }
  const expectRefusal = (call: Promise<unknown>, code: string): Promise<void> =>
    expect(call).rejects.toMatchObject({ data: { code } })
  const wrong = { email, password: 'wrong password' }
  await step(() => expectRefusal(auth.login.mutate(wrong), 'auth.invalid_credentials'))
  await step(logIn)
  await step(() => expectRefusal(auth.reauthenticate.mutate(wrong), 'auth.invalid_credentials'))
  await step(() => auth.reauthenticate.mutate({ password }))
  await step(() => api.trpc(other.accessToken).auth.logout.mutate())
  await step(logIn)
  await step(() => auth.revokeOtherSessions.mutate())
  await step(logIn)
  const { items } = await auth.listSessions.query()
  const last = items.find(({ isCurrent }) => !isCurrent)
  await step(async () => last && auth.revokeSession.mutate({ id: last.id }))
  await step(logIn)
  const { refreshToken } = other
  await step(() => auth.refresh.mutate({ refreshToken }))
  api.advance(10)
  await step(() => expectRefusal(auth.refresh.mutate({ refreshToken }), 'auth.invalid_refresh'))
  expect(await kindsOf(tokens.accessToken)).toEqual([
    'refresh_replayed',
    'logged_in',
    'session_revoked',
    'logged_in',
    'other_sessions_revoked',
    'logged_in',
    'logged_out',
    'reauthenticated',
    'reauthentication_failed',
    'logged_in',
    'login_failed',
    'signed_up',
  ])
  const { items: events } = await auth.listEvents.query({ limit: 1 })
  expect(events).toEqual([
    {
      id: expect.any(String),
      kind: 'refresh_replayed',
      createdAt: api.deps.clock.now().toISOString(),
      device: 'node',
      address: '127.0.0.1',
    },
  ])
})

test('nobody sees another’s, nor those of addresses that have no account', async () => {
  const [member, stranger] = [await api.signUp(), await api.signUp()]
  const input = { email: 'nobody@example.com', password: 'wrong password' }
  await expect(api.trpc().auth.login.mutate(input)).rejects.toMatchObject({})
  expect(await kindsOf(member.tokens.accessToken)).toEqual(['signed_up'])
  expect(await kindsOf(stranger.tokens.accessToken)).toEqual(['signed_up'])
  expect(await api.db.authEvent.count({ where: { userId: null } })).toBe(1)
})

test('what is refused writes nothing, and what is asked for again writes nothing more', async () => {
  const { email, tokens, userId } = await api.signUp()
  const again = { email, password: 'correct horse battery staple', name: 'Ada' }
  await expect(api.trpc().auth.signup.mutate(again)).rejects.toMatchObject({})
  const { auth } = api.trpc(tokens.accessToken)
  await auth.revokeOtherSessions.mutate()
  await Promise.all(Array.from({ length: 10 }, () => auth.logout.mutate()))
  const kinds = await api.db.authEvent.findMany({ where: { userId }, select: { kind: true } })
  expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['logged_out', 'signed_up'])
})

test('an account that goes takes its events and sessions with it', async () => {
  const { userId } = await api.signUp()
  await api.db.user.delete({ where: { id: userId } })
  expect(await api.db.authEvent.count({ where: { userId } })).toBe(0)
  expect(await api.db.session.count({ where: { userId } })).toBe(0)
})

test('they are shown for ninety days', async () => {
  const { email, password } = await api.signUp()
  api.advance(90 * 24 * 60 * 60)
  const { accessToken } = await api.trpc().auth.login.mutate({ email, password })
  expect(await kindsOf(accessToken)).toEqual(['logged_in'])
})

test('a kind that only a newer version knows is left out', async () => {
  const { tokens, userId } = await api.signUp()
  const createdAt = api.deps.clock.now()
  const data = { userId, kind: 'of_tomorrow', address: '127.0.0.1', createdAt }
  await api.db.authEvent.create({ data })
  expect(await kindsOf(tokens.accessToken)).toEqual(['signed_up'])
})
