// Leaving: the account is gone at once, can be taken back for four weeks, and is then erased without a trace.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'
import { clearDead } from '../auth/jobs.ts'

const api = await startApi()
type Member = Awaited<ReturnType<typeof api.signUp>>
const DAY = 86_400

const call = (method: string, path: string, member?: Member, body?: unknown): Promise<Answer> =>
  api.rest(method, path, body, {
    ...(member && { authorization: `Bearer ${member.tokens.accessToken}` }),
  })
const leave = (member: Member): Promise<Answer> => call('DELETE', '/v1/users/me', member)
const logIn = ({ email, password }: Pick<Member, 'email' | 'password'>): Promise<Answer> =>
  call('POST', '/v1/auth/login', undefined, { email, password })
const restore = ({ email, password }: Pick<Member, 'email' | 'password'>): Promise<Answer> =>
  call('POST', '/v1/users/me/restore', undefined, { email, password })
const codeOf = ({ body }: Answer): unknown => (body as { code?: unknown } | undefined)?.code
const isThere = async ({ userId }: Member): Promise<boolean> =>
  (await api.db.user.count({ where: { id: userId } })) === 1

describe('deleting an account', () => {
  test('ends every session at once, and tells the member until when it can be taken back', async () => {
    const member = await api.signUp()
    const other = await api.trpc().auth.login.mutate(member)
    expect((await leave(member)).status).toBe(204)
    expect((await call('GET', '/v1/users/me', member)).status).toBe(401)
    const headers = { authorization: `Bearer ${other.accessToken}` }
    expect((await api.rest('GET', '/v1/users/me', undefined, headers)).status).toBe(401)
    const { refreshToken } = member.tokens
    expect((await call('POST', '/v1/auth/refresh', undefined, { refreshToken })).status).toBe(401)
    await api.runJobs()
    const mail = (await api.mails()).find(({ to }) => to.address === member.email)
    expect(mail?.subject).toBe('Your account is being deleted')
    expect(mail?.text).toContain('On December 21, 2026 all of it is erased')
  })

  test('needs a password of a short time ago', async () => {
    const member = await api.signUp()
    api.advance(600)
    expect(codeOf(await leave(member))).toBe('auth.reauth_required')
  })

  test('asked for many times at once is done once', async () => {
    const member = await api.signUp()
    const answers = await Promise.all(Array.from({ length: 10 }, () => leave(member)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9)
  })

  test('in cookie mode has the browser forget its cookie', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const headers = {
      authorization: `Bearer ${accessToken}`,
      'x-session': 'cookie',
      origin: 'http://localhost:5173',
    }
    const answer = await api.rest('DELETE', '/v1/users/me', undefined, headers)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-session=; Max-Age=0/)
  })
})

describe('while it is leaving', () => {
  test('the right password hears until when it can be taken back, and gets no tokens', async () => {
    const member = await api.signUp()
    await leave(member)
    const erasedAt = new Date(api.deps.clock.now().getTime() + 28 * DAY * 1000).toISOString()
    const answer = await logIn(member)
    expect([answer.status, codeOf(answer)]).toEqual([403, 'auth.account_leaving'])
    expect(answer.body).toMatchObject({ erasedAt })
    expect(JSON.stringify(answer.body)).not.toContain('oken"')
    const data = { code: 'auth.account_leaving', erasedAt }
    await expect(api.trpc().auth.login.mutate(member)).rejects.toMatchObject({ data })
    expect(await api.db.session.count({ where: { userId: member.userId } })).toBe(0)
  })

  test('a wrong password hears what an unknown address hears', async () => {
    const member = await api.signUp()
    await leave(member)
    const wrong = await logIn({ ...member, password: 'wrong' })
    const unknown = await logIn({ email: 'nobody@example.com', password: 'wrong' })
    const same = { requestId: expect.any(String) }
    expect(wrong.body).toEqual({ ...(unknown.body as object), ...same })
    expect((await restore({ ...member, password: 'wrong' })).body).toEqual({
      ...(unknown.body as object),
      ...same,
    })
  })

  test('no answer that was kept shows it any more', async () => {
    const body = {
      email: 'kept@example.com',
      password: 'correct horse battery staple',
      name: 'Ada',
    }
    const headers = { 'idempotency-key': 'kept' }
    const first = await api.rest('POST', '/v1/auth/signup', body, headers)
    const { tokens } = first.body as { tokens: { accessToken: string } }
    await api.trpc(tokens.accessToken).leaving.deleteAccount.mutate()
    const again = await api.rest('POST', '/v1/auth/signup', body, headers)
    expect(codeOf(again)).toBe('auth.email_taken')
  })

  test('its address is taken', async () => {
    const member = await api.signUp()
    await leave(member)
    const body = { email: member.email, password: member.password, name: 'Eve' }
    expect(codeOf(await call('POST', '/v1/auth/signup', undefined, body))).toBe('auth.email_taken')
  })

  test('a log-in that came in between speaks for nobody', async () => {
    const member = await api.signUp()
    const { userId: id } = member
    const erasedAt = new Date(api.deps.clock.now().getTime() + DAY * 1000)
    await api.db.user.update({ where: { id }, data: { erasedAt } })
    expect((await call('GET', '/v1/users/me', member)).status).toBe(401)
    const { refreshToken } = member.tokens
    expect((await call('POST', '/v1/auth/refresh', undefined, { refreshToken })).status).toBe(401)
  })
})

describe('taking it back', () => {
  test('logs in, and the account stays', async () => {
    const member = await api.signUp()
    await leave(member)
    const answer = await restore(member)
    expect(answer.status).toBe(200)
    const { accessToken } = answer.body as { accessToken: string }
    expect(await api.trpc(accessToken).users.me.query()).toMatchObject({ email: member.email })
    api.advance(28 * DAY)
    await api.runJobs()
    expect(await isThere(member)).toBe(true)
    expect((await logIn(member)).status).toBe(200)
  })

  test('can be asked for again, and by who has not left', async () => {
    const member = await api.signUp()
    const answers = [await restore(member), await restore(member)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })

  test('is too late once the time is over, even before it is erased', async () => {
    const member = await api.signUp()
    await leave(member)
    api.advance(28 * DAY)
    expect(codeOf(await restore(member))).toBe('auth.invalid_credentials')
    expect(codeOf(await logIn(member))).toBe('auth.invalid_credentials')
  })

  test('who leaves again has all of the time again', async () => {
    const member = await api.signUp()
    await leave(member)
    api.advance(14 * DAY)
    const { accessToken } = (await restore(member)).body as { accessToken: string }
    const headers = { authorization: `Bearer ${accessToken}` }
    await api.rest('DELETE', '/v1/users/me', undefined, headers)
    api.advance(14 * DAY)
    await api.runJobs()
    expect(await isThere(member)).toBe(true)
    api.advance(14 * DAY)
    await api.runJobs()
    expect(await isThere(member)).toBe(false)
  })
})

describe('after that', () => {
  test('the address can sign up again, and nothing tells that it was there before', async () => {
    const member = await api.signUp()
    await leave(member)
    api.advance(28 * DAY)
    await api.runJobs()
    expect(await isThere(member)).toBe(false)
    const again = await api.signUp(member.email)
    expect(again.userId).not.toBe(member.userId)
    const { items } = await api.trpc(again.tokens.accessToken).auth.listEvents.query()
    expect(items.map(({ kind }) => kind)).toEqual(['signed_up'])
  })

  test('its tokens and links open nothing', async () => {
    const member = await api.signUp()
    await call('POST', '/v1/auth/password/forgot', undefined, { email: member.email })
    await api.runJobs()
    const mail = (await api.mails()).find(({ to }) => to.address === member.email)
    const token = /#([\w-]{43})$/m.exec(mail?.text ?? '')?.[1]
    await leave(member)
    api.advance(28 * DAY)
    await api.runJobs()
    const body = { token, password: 'another good passphrase' }
    const reset = await call('POST', '/v1/auth/password/reset', undefined, body)
    expect(codeOf(reset)).toBe('auth.invalid_link')
    expect((await call('GET', '/v1/users/me', member)).status).toBe(401)
    expect(codeOf(await restore(member))).toBe('auth.invalid_credentials')
  })

  test('a job that comes too early, by a clock that is ahead, comes again', async () => {
    const member = await api.signUp()
    await leave(member)
    await api.deps.pool.query('UPDATE pgboss.job SET start_after = now()')
    await api.runJobs()
    expect(await isThere(member)).toBe(true)
    api.advance(28 * DAY)
    await api.runJobs()
    expect(await isThere(member)).toBe(false)
  })

  test('an account whose job is lost is erased a day later', async () => {
    const member = await api.signUp()
    await leave(member)
    await api.deps.pool.query(`DELETE FROM pgboss.job WHERE name = 'account.left'`)
    api.advance(29 * DAY - 1)
    await clearDead(api.deps)
    expect(await isThere(member)).toBe(true)
    api.advance(1)
    await clearDead(api.deps)
    expect(await isThere(member)).toBe(false)
  })

  test('the time of the settings is what counts', async () => {
    const quick = await startApi({ leavingSeconds: 60 })
    const { accessToken, userId } = await quick
      .signUp()
      .then(({ tokens, userId }) => ({ ...tokens, userId }))
    const headers = { authorization: `Bearer ${accessToken}` }
    await quick.rest('DELETE', '/v1/users/me', undefined, headers)
    quick.advance(59)
    await quick.runJobs()
    expect(await quick.db.user.count({ where: { id: userId } })).toBe(1)
    quick.advance(1)
    await quick.runJobs()
    expect(await quick.db.user.count({ where: { id: userId } })).toBe(0)
  })
})
