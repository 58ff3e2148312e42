// The export: all that is held, in one file, for its owner and for a week.
import { type Answer, startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'
import { clearDead } from '../auth/jobs.ts'

const api = await startApi()
type Member = Awaited<ReturnType<typeof api.signUp>>
const DAY = 86_400

const call = (
  method: string,
  { tokens }: Member,
  accessToken = tokens.accessToken,
): Promise<Answer> =>
  api.rest(method, '/v1/users/me/export', undefined, { authorization: `Bearer ${accessToken}` })
/** A fresh log-in, for when the first one is too old. */
const logInAgain = async ({ email, password }: Member): Promise<string> =>
  (await api.trpc().auth.login.mutate({ email, password })).accessToken

test('is made by a job, and a mail tells when it is there', async () => {
  const member = await api.signUp()
  const none = { madeAt: null, expiresAt: null, file: null }
  expect((await call('GET', member)).body).toEqual({ state: 'none', ...none })
  const asked = await call('POST', member)
  expect([asked.status, asked.body]).toEqual([202, { state: 'making' }])
  expect((await call('GET', member)).body).toEqual({ state: 'making', ...none })
  await api.runJobs()
  const ready = await call('GET', member)
  expect(ready.body).toMatchObject({
    state: 'ready',
    madeAt: api.deps.clock.now().toISOString(),
    expiresAt: new Date(api.deps.clock.now().getTime() + 7 * DAY * 1000).toISOString(),
    file: {
      account: { id: member.userId, email: member.email, name: 'Ada', locale: 'en' },
      sessions: [{ address: '127.0.0.1' }],
      authEvents: [{ kind: 'signed_up' }, { kind: 'export_requested' }],
    },
  })
  const mail = (await api.mails()).find(({ to }) => to.address === member.email)
  expect(mail?.subject).toBe('Your data is ready')
})

test('has nothing in it that would let a reader in', async () => {
  const member = await api.signUp()
  await call('POST', member)
  await api.runJobs()
  const text = JSON.stringify((await call('GET', member)).body)
  const { hashedPassword } = await api.db.user.findUniqueOrThrow({ where: { id: member.userId } })
  expect(text).not.toContain(hashedPassword)
  expect(text).not.toMatch(/hashedPassword|digest|eyJ/)
})

test('is for a password of a short time ago', async () => {
  const member = await api.signUp()
  await call('POST', member)
  await api.runJobs()
  api.advance(600)
  for (const method of ['GET', 'POST']) {
    expect((await call(method, member)).body).toMatchObject({ code: 'auth.reauth_required' })
  }
  expect((await call('GET', member, await logInAgain(member))).body).toMatchObject({
    state: 'ready',
  })
})

test('is there for 7 days, and then gone from the database too', async () => {
  const member = await api.signUp()
  await call('POST', member)
  await api.runJobs()
  api.advance(7 * DAY - 1)
  expect((await call('GET', member, await logInAgain(member))).body).toMatchObject({
    state: 'ready',
  })
  api.advance(1)
  expect((await call('GET', member, await logInAgain(member))).body).toMatchObject({
    state: 'none',
  })
  await clearDead(api.deps)
  expect(await api.db.export.count({ where: { userId: member.userId } })).toBe(0)
})

test('asked for again is made anew, and kept for its own week', async () => {
  const member = await api.signUp()
  await call('POST', member)
  await api.runJobs()
  api.advance(5 * DAY)
  const accessToken = await logInAgain(member)
  await call('POST', member, accessToken)
  expect((await call('GET', member, accessToken)).body).toMatchObject({ state: 'making' })
  await api.runJobs()
  api.advance(5 * DAY)
  await clearDead(api.deps)
  expect((await call('GET', member, await logInAgain(member))).body).toMatchObject({
    state: 'ready',
  })
})

test('asked for again while it is being made is made once, and five times an hour at most', async () => {
  const member = await api.signUp()
  for (let time = 0; time < 3; time += 1) expect((await call('POST', member)).status).toBe(202)
  await api.runJobs()
  const mails = (await api.mails()).filter(({ to }) => to.address === member.email)
  expect(mails).toHaveLength(1)
  const limited = await startApi({ rateLimitFactor: 1 })
  const { accessToken } = (await limited.signUp()).tokens
  const statuses: number[] = []
  for (let time = 0; time < 6; time += 1) {
    const headers = { authorization: `Bearer ${accessToken}` }
    statuses.push((await limited.rest('POST', '/v1/users/me/export', undefined, headers)).status)
  }
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
})

test('that was not made within an hour can be asked for anew, as by who has left and come back', async () => {
  const member = await api.signUp()
  await call('POST', member)
  const headers = { authorization: `Bearer ${member.tokens.accessToken}` }
  await api.rest('DELETE', '/v1/users/me', undefined, headers)
  await api.runJobs()
  const { email, password } = member
  const restored = await api.trpc().leaving.restoreAccount.mutate({ email, password })
  await call('POST', member, restored.accessToken)
  await api.runJobs()
  expect((await call('GET', member, restored.accessToken)).body).toMatchObject({ state: 'making' })
  api.advance(3_600)
  const accessToken = await logInAgain(member)
  await call('POST', member, accessToken)
  await api.runJobs()
  expect((await call('GET', member, accessToken)).body).toMatchObject({ state: 'ready' })
})

test('of somebody else is nobody’s to see', async () => {
  const [member, stranger] = [await api.signUp(), await api.signUp()]
  await call('POST', member)
  await api.runJobs()
  expect((await call('GET', stranger)).body).toMatchObject({ state: 'none' })
})

test('is not made of who has left meanwhile', async () => {
  const member = await api.signUp()
  await call('POST', member)
  const headers = { authorization: `Bearer ${member.tokens.accessToken}` }
  await api.rest('DELETE', '/v1/users/me', undefined, headers)
  await api.runJobs()
  expect(await api.db.export.findUnique({ where: { userId: member.userId } })).toMatchObject({
    content: null,
  })
})
