// Accounts that begin with a mailed link: nothing tells whether an address is known, and a link is good once.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi({ emailVerification: 'required' })
const password = 'correct horse battery staple'
let count = 0
const newAddress = (): string => `new${++count}@example.com`

const post = (path: string, body: unknown, headers = {}): Promise<Answer> =>
  api.rest('POST', `/v1/auth/${path}`, body, headers)
const signUp = (email: string, more = {}, headers = {}): Promise<Answer> =>
  post('signup', { email, password, name: 'Ada', ...more }, headers)
const logIn = async (email: string, given = password): Promise<number> =>
  (await post('login', { email, password: given })).status
/** Every mail to an address, the newest first. */
const mailsTo = async (email: string): Promise<Awaited<ReturnType<typeof api.mails>>> => {
  await api.runJobs()
  return (await api.mails()).filter(({ to }) => to.address === email)
}
const linkTo = async (email: string): Promise<string> => {
  const [mail] = await mailsTo(email)
  return /#([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? ''
}
const verify = (token: string): Promise<Answer> => post('email/verify', { token })
const codeOf = ({ body }: Answer): unknown => (body as { code?: unknown }).code

test('a sign-up is answered before there is an account, and the mailed link begins it', async () => {
  const email = newAddress()
  const answer = await signUp(email)
  expect([answer.status, answer.body]).toEqual([
    201,
    { user: null, tokens: null, emailVerification: 'sent' },
  ])
  expect(await api.db.user.count({ where: { email } })).toBe(0)
  const token = await linkTo(email)
  const [mail] = await mailsTo(email)
  expect(mail?.text).toContain(`http://localhost:5173/verify-email#${token}`)
  const verified = await verify(token)
  expect(verified.status).toBe(200)
  const { accessToken } = verified.body as { accessToken: string }
  expect(await api.trpc(accessToken).users.me.query()).toMatchObject({ email, name: 'Ada' })
  expect(await logIn(email)).toBe(200)
  expect(await api.db.signup.count({ where: { email } })).toBe(0)
})

test('in cookie mode the link hands the refresh token to the cookie', async () => {
  const email = newAddress()
  await signUp(email)
  const headers = { 'x-session': 'cookie', origin: 'http://localhost:5173' }
  const answer = await post('email/verify', { token: await linkTo(email) }, headers)
  expect(answer.headers.getSetCookie()).toHaveLength(1)
  expect(answer.body).not.toHaveProperty('refreshToken')
})

test('before that, logging in says what a wrong password says', async () => {
  const email = newAddress()
  await signUp(email)
  const [waiting, unknown] = await Promise.all([
    post('login', { email, password }),
    post('login', { email: newAddress(), password }),
  ])
  const same = { requestId: expect.any(String) }
  expect(waiting.status).toBe(401)
  expect(waiting.body).toEqual({ ...(unknown.body as object), ...same })
})

test('an address that has an account hears the same, and its owner is told by mail', async () => {
  const email = newAddress()
  const known = await signUp(email)
  await verify(await linkTo(email))
  const again = await signUp(email, { name: 'Eve', password: 'another good passphrase' })
  expect([again.status, JSON.stringify(again.body)]).toEqual([
    known.status,
    JSON.stringify(known.body),
  ])
  const names = (answer: Answer): string[] => [...answer.headers.keys()].toSorted()
  expect(names(again)).toEqual(names(known))
  const [mail] = await mailsTo(email)
  expect(mail?.subject).toBe('You already have an account')
  expect(mail?.text).toContain('Hello Ada')
  expect(mail?.text).not.toContain('Eve')
  expect([await logIn(email), await logIn(email, 'another good passphrase')]).toEqual([200, 401])
  expect(await api.db.signup.count({ where: { email } })).toBe(0)
})

test('signing up again replaces password and name, and voids the older link at once', async () => {
  const email = newAddress()
  await signUp(email)
  const older = await linkTo(email)
  await signUp(email, { name: 'Grace', password: 'another good passphrase' })
  expect(codeOf(await verify(older))).toBe('auth.invalid_link')
  const newer = await linkTo(email)
  const { accessToken } = (await verify(newer)).body as { accessToken: string }
  expect(await api.trpc(accessToken).users.me.query()).toMatchObject({ name: 'Grace' })
  expect([await logIn(email), await logIn(email, 'another good passphrase')]).toEqual([401, 200])
})

test('the mail has no name in it that anybody could have chosen', async () => {
  const email = newAddress()
  await signUp(email, { name: 'Win money at evil.example' })
  const [mail] = await mailsTo(email)
  expect(JSON.stringify(mail)).not.toContain('evil.example')
})

describe('a link', () => {
  test('is used once: of a hundred at once, one begins the account', async () => {
    const email = newAddress()
    await signUp(email)
    const token = await linkTo(email)
    const answers = await Promise.all(Array.from({ length: 100 }, () => verify(token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter((answer) => codeOf(answer) === 'auth.invalid_link')).toHaveLength(99)
    expect(await api.db.user.count({ where: { email } })).toBe(1)
  })

  test('is kept as a digest alone, and is in no line of the log', async () => {
    const email = newAddress()
    await signUp(email)
    const token = await linkTo(email)
    const digest = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)),
    )
    expect(await api.db.link.count({ where: { digest: new Uint8Array(digest) } })).toBe(1)
    const rows = JSON.stringify([await api.db.link.findMany(), await api.db.signup.findMany()])
    expect(rows).not.toContain(token)
    await verify(token)
    await verify(token)
    expect(api.log.join('\n')).not.toContain(token)
  })

  test('is good for a day', async () => {
    const [first, second] = [newAddress(), newAddress()]
    await signUp(first)
    const token = await linkTo(first)
    api.advance(86_399)
    await signUp(second)
    expect((await verify(token)).status).toBe(200)
    const late = await linkTo(second)
    api.advance(86_400)
    expect(codeOf(await verify(late))).toBe('auth.invalid_link')
  })

  test.each([
    ['a digit less', (token: string) => token.slice(1)],
    ['nothing', () => ''],
    ['NUL', (token: string) => `${token.slice(1)}\0`],
  ])('with %s does not fit the contract', async (_what, change) => {
    const email = newAddress()
    await signUp(email)
    const answer = await verify(change(await linkTo(email)))
    expect(answer.status).toBe(400)
  })

  test('for another purpose does nothing', async () => {
    const email = newAddress()
    await signUp(email)
    const token = await linkTo(email)
    const others = [
      ['password/reset', { token, password }],
      ['email/confirm', { token }],
      ['email/undo', { token }],
    ] as const
    for (const [path, body] of others) {
      expect(codeOf(await post(path, body))).toBe('auth.invalid_link')
    }
    expect((await verify(token)).status).toBe(200)
  })

  test('used with an Idempotency-Key whose answer was lost, logs in when it is sent again', async () => {
    const email = newAddress()
    await signUp(email)
    const token = await linkTo(email)
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await post('email/verify', { token }, headers)
    const second = await post('email/verify', { token }, headers)
    expect([second.status, second.body]).toEqual([200, first.body])
  })
})

describe('having it mailed again', () => {
  test('voids the link before, and answers the same whatever the address', async () => {
    const email = newAddress()
    await signUp(email)
    const older = await linkTo(email)
    const answers = [
      await post('email/resend', { email }),
      await post('email/resend', { email: newAddress() }),
    ]
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [202, { isAccepted: true }],
      [202, { isAccepted: true }],
    ])
    const newer = await linkTo(email)
    expect(codeOf(await verify(older))).toBe('auth.invalid_link')
    expect((await verify(newer)).status).toBe(200)
    await post('email/resend', { email })
    expect(await mailsTo(email)).toHaveLength(2)
  })

  test('finds no sign-up where the address has got an account meanwhile', async () => {
    const email = newAddress()
    await signUp(email)
    await api.db.user.create({ data: { email, name: 'Ada', hashedPassword: '' } })
    await post('email/resend', { email })
    const mails = await mailsTo(email)
    expect(mails.map(({ subject }) => subject)).toEqual(['You already have an account'])
  })

  test('at most five mails an hour go to one address, and nobody is told', async () => {
    const limited = await startApi({ emailVerification: 'required', rateLimitFactor: 1 })
    const email = 'many@example.com'
    const body = { email, password, name: 'Ada' }
    const statuses: number[] = []
    for (let time = 0; time < 4; time += 1) {
      statuses.push((await limited.rest('POST', '/v1/auth/signup', body)).status)
      statuses.push((await limited.rest('POST', '/v1/auth/email/resend', { email })).status)
      await limited.runJobs()
    }
    expect(statuses).toEqual([201, 202, 201, 202, 201, 202, 201, 202])
    expect(await limited.mails()).toHaveLength(5)
    // The fifth was the last that voided the one before it: who signs up with another's address takes no link from them.
    const [mail] = await limited.mails()
    const token = /#([\w-]{43})$/m.exec(mail?.text ?? '')?.[1]
    const verified = await limited.rest('POST', '/v1/auth/email/verify', { token })
    expect(verified.status).toBe(200)
  })
})

test('a sign-up is in the language that its browser asks for', async () => {
  const email = newAddress()
  await signUp(email, {}, { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' })
  const [mail] = await mailsTo(email)
  expect(mail?.subject).toBe('Bestätige deine Adresse')
  await verify(await linkTo(email))
  expect(await api.db.user.findUnique({ where: { email } })).toMatchObject({ locale: 'de' })
})

test('a sign-up that nobody verifies is gone after a day', async () => {
  const email = newAddress()
  await signUp(email)
  api.advance(86_400)
  const { clearDead } = await import('../jobs.ts')
  await clearDead(api.deps)
  expect(await api.db.signup.count({ where: { email } })).toBe(0)
})
