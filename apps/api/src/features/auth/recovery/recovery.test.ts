// Forgotten and changed passwords: who may replace one, and what ends with it.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()
const password = 'correct horse battery staple'
const better = 'another good passphrase'

const post = (path: string, body: unknown, accessToken?: string): Promise<Answer> =>
  api.rest('POST', `/v1/auth/${path}`, body, {
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  })
const codeOf = ({ body }: Answer): unknown => (body as { code?: unknown } | undefined)?.code
const logIn = async (email: string, given: string): Promise<number> =>
  (await post('login', { email, password: given })).status
const isAlive = async (accessToken: string): Promise<boolean> => {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await api.rest('GET', '/v1/users/me', undefined, headers)).status === 200
}
const mailTo = async (email: string): Promise<{ subject: string; text: string } | undefined> => {
  await api.runJobs()
  return (await api.mails()).find(({ to }) => to.address === email)
}
const forget = async (email: string): Promise<string> => {
  await post('password/forgot', { email })
  return /reset-password#([\w-]{43})$/m.exec((await mailTo(email))?.text ?? '')?.[1] ?? ''
}
const reset = (token: string, given = better): Promise<Answer> =>
  post('password/reset', { token, password: given })

describe('a forgotten password', () => {
  test('is replaced by a mailed link; every session ends, and the member is told', async () => {
    const { email, tokens } = await api.signUp()
    const token = await forget(email)
    expect((await reset(token)).status).toBe(204)
    expect(await isAlive(tokens.accessToken)).toBe(false)
    const refreshed = await post('refresh', { refreshToken: tokens.refreshToken })
    expect(refreshed.status).toBe(401)
    expect([await logIn(email, password), await logIn(email, better)]).toEqual([401, 200])
    expect((await mailTo(email))?.subject).toBe('Your password was changed')
  })

  test('is asked for with the same answer for every address', async () => {
    const { email } = await api.signUp()
    for (const each of [email, 'unknown@example.com']) {
      const answer = await post('password/forgot', { email: each })
      expect([answer.status, answer.body]).toEqual([202, { isAccepted: true }])
    }
    expect(await mailTo('unknown@example.com')).toBeUndefined()
  })

  test.each([
    ['a used link', 0, true],
    ['a link of an hour ago', 3_600, false],
  ])('%s is refused', async (_what, seconds, isUsed) => {
    const { email } = await api.signUp()
    const token = await forget(email)
    if (isUsed) await reset(token)
    api.advance(seconds)
    expect(codeOf(await reset(token, 'a third good passphrase'))).toBe('auth.invalid_link')
    expect(await logIn(email, 'a third good passphrase')).toBe(401)
  })

  test('a newer link voids the older one', async () => {
    const { email } = await api.signUp()
    const older = await forget(email)
    const newer = await forget(email)
    expect(codeOf(await reset(older))).toBe('auth.invalid_link')
    expect((await reset(newer)).status).toBe(204)
  })

  test('a link that is used by a hundred at once sets one password', async () => {
    const { email } = await api.signUp()
    const token = await forget(email)
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => reset(token, `a good passphrase ${index}`)),
    )
    const won = answers.flatMap(({ status }, index) => (status === 204 ? [index] : []))
    expect(won).toHaveLength(1)
    expect(await logIn(email, `a good passphrase ${won[0]}`)).toBe(200)
    const others = new Set(answers.map(codeOf))
    others.delete(undefined)
    // More of them wait for a hash than there are places.
    others.delete('service.busy')
    expect([...others]).toEqual(['auth.invalid_link'])
  })

  test('of an inactive account is not mailed', async () => {
    const { email, userId } = await api.signUp()
    await api.db.user.update({ where: { id: userId }, data: { isActive: false } })
    expect(await forget(email)).toBe('')
  })

  test('calls off a change of address that waits', async () => {
    const { email, tokens, userId } = await api.signUp()
    await post('email/change', { newEmail: 'thief@example.com' }, tokens.accessToken)
    // Of mails that are sent at once, either may be the newest.
    await api.runJobs()
    expect((await reset(await forget(email))).status).toBe(204)
    expect(await api.db.emailChange.count({ where: { userId } })).toBe(0)
  })

  test('a weak one does not use the link up', async () => {
    const { email } = await api.signUp()
    const token = await forget(email)
    expect(codeOf(await reset(token, 'password1'))).toBe('request.invalid')
    expect((await reset(token)).status).toBe(204)
  })

  test('a reset verifies: a sign-up that waits becomes an account with the new password', async () => {
    const required = await startApi({ emailVerification: 'required' })
    const email = 'waiting@example.com'
    await required.rest('POST', '/v1/auth/signup', { email, password, name: 'Ada' })
    await required.runJobs()
    await required.rest('POST', '/v1/auth/password/forgot', { email })
    await required.runJobs()
    const [mail] = await required.mails()
    const token = /#([\w-]{43})$/m.exec(mail?.text ?? '')?.[1]
    const answer = await required.rest('POST', '/v1/auth/password/reset', {
      token,
      password: better,
    })
    expect(answer.status).toBe(204)
    const statusWith = async (given: string): Promise<number> =>
      (await required.rest('POST', '/v1/auth/login', { email, password: given })).status
    expect([await statusWith(password), await statusWith(better)]).toEqual([401, 200])
    expect(await required.db.signup.count()).toBe(0)
  })
})

describe('changing it', () => {
  const change = (accessToken: string, body: object): Promise<Answer> =>
    post('password/change', { currentPassword: password, password: better, ...body }, accessToken)

  test('ends every other session, and the member is told', async () => {
    const { email, tokens } = await api.signUp()
    const other = await api.trpc().auth.login.mutate({ email, password })
    expect((await change(tokens.accessToken, {})).status).toBe(204)
    expect([await isAlive(tokens.accessToken), await isAlive(other.accessToken)]).toEqual([
      true,
      false,
    ])
    expect([await logIn(email, password), await logIn(email, better)]).toEqual([401, 200])
    expect((await mailTo(email))?.subject).toBe('Your password was changed')
  })

  test('refuses a weak one, and changes nothing then', async () => {
    const { email, tokens } = await api.signUp()
    const answer = await change(tokens.accessToken, { password: 'password1' })
    expect(answer.body).toMatchObject({ issues: [{ pointer: '/password', code: 'common' }] })
    expect(await logIn(email, password)).toBe(200)
  })

  test('leaves a link that was mailed before to whoever has the inbox', async () => {
    const { email, tokens } = await api.signUp()
    const token = await forget(email)
    await change(tokens.accessToken, {})
    expect((await reset(token, 'a third good passphrase')).status).toBe(204)
  })

  test('needs the one of now, of which few can be guessed', async () => {
    const limited = await startApi({ rateLimitFactor: 1 })
    const { accessToken } = (await limited.signUp()).tokens
    const headers = { authorization: `Bearer ${accessToken}` }
    const codes: unknown[] = []
    for (let time = 0; time < 6; time += 1) {
      const body = { currentPassword: `guess ${time}`, password: better }
      codes.push(codeOf(await limited.rest('POST', '/v1/auth/password/change', body, headers)))
    }
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'auth.invalid_credentials'),
      'request.rate_limited',
    ])
  })
})
