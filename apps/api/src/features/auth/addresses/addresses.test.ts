// A change of address: both inboxes say yes, and the old one can undo it, whoever has the account by then.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

const api = await startApi()
type Member = Awaited<ReturnType<typeof api.signUp>>
const password = 'correct horse battery staple'
let count = 0
const newAddress = (): string => `other${++count}@example.com`

const post = (path: string, body: unknown, accessToken?: string): Promise<Answer> =>
  api.rest('POST', `/v1/auth/${path}`, body, {
    ...(accessToken && { authorization: `Bearer ${accessToken}` }),
  })
const codeOf = ({ body }: Answer): unknown => (body as { code?: unknown } | undefined)?.code
const change = ({ tokens }: Member, newEmail: string): Promise<Answer> =>
  post('email/change', { newEmail }, tokens.accessToken)
const confirm = (token: string): Promise<Answer> => post('email/confirm', { token })
const undo = (token: string): Promise<Answer> => post('email/undo', { token })
const logIn = async (email: string, given = password): Promise<number> =>
  (await post('login', { email, password: given })).status
/** The token of the newest link of a kind that was mailed to an address. */
const linkTo = async (email: string, screen: string): Promise<string> => {
  await api.runJobs()
  const texts = (await api.mails()).filter(({ to }) => to.address === email).map(({ text }) => text)
  const pattern = new RegExp(`/${screen}#([\\w-]{43})$`, 'm')
  return texts.flatMap((text) => pattern.exec(text)?.[1] ?? []).at(0) ?? ''
}
const subjectsTo = async (email: string): Promise<string[]> => {
  await api.runJobs()
  return (await api.mails()).flatMap(({ to, subject }) => (to.address === email ? [subject] : []))
}
/** A member whose address has been changed, and the links that led to it. */
const changed = async (): Promise<{ member: Member; newEmail: string }> => {
  const member = await api.signUp()
  const newEmail = newAddress()
  await change(member, newEmail)
  expect((await confirm(await linkTo(newEmail, 'confirm-email'))).status).toBe(204)
  expect((await confirm(await linkTo(member.email, 'confirm-email'))).status).toBe(204)
  return { member, newEmail }
}

describe('changing it', () => {
  test('takes a yes from both inboxes, in either order', async () => {
    for (const isOldFirst of [true, false]) {
      const member = await api.signUp()
      const newEmail = newAddress()
      const answer = await change(member, ` ${newEmail.toUpperCase()} `)
      expect([answer.status, answer.body]).toEqual([202, { isAccepted: true }])
      const order = isOldFirst ? [member.email, newEmail] : [newEmail, member.email]
      expect((await confirm(await linkTo(order[0] ?? '', 'confirm-email'))).status).toBe(204)
      expect([await logIn(member.email), await logIn(newEmail)]).toEqual([200, 401])
      expect((await confirm(await linkTo(order[1] ?? '', 'confirm-email'))).status).toBe(204)
      expect([await logIn(member.email), await logIn(newEmail)]).toEqual([401, 200])
      const me = await api.trpc(member.tokens.accessToken).users.me.query()
      expect(me.email).toBe(newEmail)
      expect((await subjectsTo(member.email))[0]).toBe('Your address was changed')
    }
  })

  test('needs a password of a short time ago', async () => {
    const member = await api.signUp()
    api.advance(600)
    expect(codeOf(await change(member, newAddress()))).toBe('auth.reauth_required')
  })

  test('to the address of now is refused', async () => {
    const member = await api.signUp()
    const answer = await change(member, member.email)
    expect([answer.status, codeOf(answer)]).toEqual([400, 'request.invalid'])
  })

  test('to an address that has an account is answered alike, and its owner is told', async () => {
    const member = await api.signUp()
    const owner = await api.signUp()
    const answer = await change(member, owner.email)
    expect([answer.status, answer.body]).toEqual([202, { isAccepted: true }])
    expect(await subjectsTo(owner.email)).toEqual(['You already have an account'])
    expect((await subjectsTo(member.email))[0]).toBe('Do you want to change your address?')
    expect((await confirm(await linkTo(member.email, 'confirm-email'))).status).toBe(204)
    expect(await logIn(member.email)).toBe(200)
  })

  test('comes to nothing when the address has got an account meanwhile', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    const [here, there] = [
      await linkTo(member.email, 'confirm-email'),
      await linkTo(newEmail, 'confirm-email'),
    ]
    await api.signUp(newEmail)
    await confirm(here)
    expect(codeOf(await confirm(there))).toBe('auth.invalid_link')
    expect(await logIn(member.email)).toBe(200)
  })

  test('one that is newer takes the place of one that waits', async () => {
    const member = await api.signUp()
    const [first, second] = [newAddress(), newAddress()]
    await change(member, first)
    const older = await linkTo(first, 'confirm-email')
    await change(member, second)
    expect(codeOf(await confirm(older))).toBe('auth.invalid_link')
    await confirm(await linkTo(second, 'confirm-email'))
    await confirm(await linkTo(member.email, 'confirm-email'))
    expect(await logIn(second)).toBe(200)
  })

  test('waits for a day', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    const token = await linkTo(newEmail, 'confirm-email')
    api.advance(86_400)
    expect(codeOf(await confirm(token))).toBe('auth.invalid_link')
  })

  test('of both inboxes at once, and each many times, the change is made once', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    const [here, there] = [
      await linkTo(member.email, 'confirm-email'),
      await linkTo(newEmail, 'confirm-email'),
    ]
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => confirm(index % 2 === 0 ? here : there)),
    )
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(2)
    expect(await logIn(newEmail)).toBe(200)
    const subjects = await subjectsTo(member.email)
    expect(subjects.filter((subject) => subject === 'Your address was changed')).toHaveLength(1)
  })

  test('voids a link to a new password that was mailed to the old address', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    await confirm(await linkTo(newEmail, 'confirm-email'))
    await post('password/forgot', { email: member.email })
    const token = await linkTo(member.email, 'reset-password')
    await confirm(await linkTo(member.email, 'confirm-email'))
    const answer = await post('password/reset', { token, password: 'another good passphrase' })
    expect(codeOf(answer)).toBe('auth.invalid_link')
  })

  test('asks five times an hour at most, and the new address is not mailed more than that', async () => {
    const limited = await startApi({ rateLimitFactor: 1 })
    const statuses: number[] = []
    for (const email of ['one@example.com', 'two@example.com']) {
      const { accessToken } = (await limited.signUp(email)).tokens
      for (let time = 0; time < 6; time += 1) {
        const headers = { authorization: `Bearer ${accessToken}` }
        const body = { newEmail: 'target@example.com' }
        const answer = await limited.rest('POST', '/v1/auth/email/change', body, headers)
        statuses.push(answer.status)
        await limited.runJobs()
      }
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429, 202, 202, 202, 202, 202, 429])
    const mails = await limited.mails()
    expect(mails.filter(({ to }) => to.address === 'target@example.com')).toHaveLength(5)
    expect(mails.filter(({ to }) => to.address === 'two@example.com')).toHaveLength(5)
    // Nor once it has an account.
    await limited.signUp('target@example.com')
    const { accessToken } = (await limited.signUp('three@example.com')).tokens
    const headers = { authorization: `Bearer ${accessToken}` }
    const body = { newEmail: 'target@example.com' }
    await limited.rest('POST', '/v1/auth/email/change', body, headers)
    await limited.runJobs()
    const target = (await limited.mails()).filter(({ to }) => to.address === 'target@example.com')
    expect(target).toHaveLength(5)
  })
})

describe('undoing it', () => {
  test('gives the account back, ends every session, and has a new password chosen', async () => {
    const { member, newEmail } = await changed()
    const thief = await api.trpc().auth.login.mutate({ email: newEmail, password })
    expect((await undo(await linkTo(member.email, 'undo-email'))).status).toBe(204)
    const headers = { authorization: `Bearer ${thief.accessToken}` }
    expect((await api.rest('GET', '/v1/users/me', undefined, headers)).status).toBe(401)
    expect([await logIn(newEmail), await logIn(member.email)]).toEqual([401, 401])
    const token = await linkTo(member.email, 'reset-password')
    await post('password/reset', { token, password: 'another good passphrase' })
    expect(await logIn(member.email, 'another good passphrase')).toBe(200)
  })

  test('works for 48 hours and no longer', async () => {
    const early = await changed()
    const late = await changed()
    api.advance(172_799)
    expect((await undo(await linkTo(early.member.email, 'undo-email'))).status).toBe(204)
    const token = await linkTo(late.member.email, 'undo-email')
    api.advance(1)
    expect(codeOf(await undo(token))).toBe('auth.invalid_link')
    expect(await logIn(late.newEmail)).toBe(200)
  })

  test('before both have said yes, calls it off and ends the sessions', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    const there = await linkTo(newEmail, 'confirm-email')
    expect((await undo(await linkTo(member.email, 'undo-email'))).status).toBe(204)
    expect(codeOf(await confirm(there))).toBe('auth.invalid_link')
    const headers = { authorization: `Bearer ${member.tokens.accessToken}` }
    expect((await api.rest('GET', '/v1/users/me', undefined, headers)).status).toBe(401)
    expect(await logIn(member.email)).toBe(401)
  })

  test('reaches back over changes that a thief makes after it', async () => {
    const { member, newEmail } = await changed()
    const token = await linkTo(member.email, 'undo-email')
    const third = newAddress()
    api.advance(60)
    const tokens = await api.trpc().auth.login.mutate({ email: newEmail, password })
    await post('email/change', { newEmail: third }, tokens.accessToken)
    await confirm(await linkTo(third, 'confirm-email'))
    await confirm(await linkTo(newEmail, 'confirm-email'))
    const theirs = await linkTo(newEmail, 'undo-email')
    expect((await undo(token)).status).toBe(204)
    expect(codeOf(await undo(theirs))).toBe('auth.invalid_link')
    const { email } = await api.db.user.findUniqueOrThrow({ where: { id: member.userId } })
    expect(email).toBe(member.email)
  })

  test('keeps the old address free for that time, and not for longer', async () => {
    const { member } = await changed()
    const body = { email: member.email, password, name: 'Eve' }
    expect(codeOf(await post('signup', body))).toBe('auth.email_taken')
    api.advance(172_800)
    expect((await post('signup', body)).status).toBe(201)
  })

  test('ends the sessions even when the old address has got another account', async () => {
    const { member, newEmail } = await changed()
    const token = await linkTo(member.email, 'undo-email')
    await api.db.user.create({ data: { email: member.email, name: 'Eve', hashedPassword: '' } })
    expect((await undo(token)).status).toBe(204)
    const headers = { authorization: `Bearer ${member.tokens.accessToken}` }
    expect((await api.rest('GET', '/v1/users/me', undefined, headers)).status).toBe(401)
    expect(await logIn(newEmail)).toBe(401)
  })

  test('works while the account is leaving, which a change does not', async () => {
    const member = await api.signUp()
    const newEmail = newAddress()
    await change(member, newEmail)
    const [here, undoing] = [
      await linkTo(member.email, 'confirm-email'),
      await linkTo(member.email, 'undo-email'),
    ]
    await api.trpc(member.tokens.accessToken).leaving.deleteAccount.mutate()
    expect(codeOf(await confirm(here))).toBe('auth.invalid_link')
    expect((await undo(undoing)).status).toBe(204)
  })

  test('is done once, however many ask for it', async () => {
    const { member } = await changed()
    const token = await linkTo(member.email, 'undo-email')
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo(token)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  })
})
