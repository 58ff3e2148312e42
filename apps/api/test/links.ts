// Links as they would have been mailed, planted where a test needs one and not the mail.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Api } from './harness.ts'

/** What uses each up. */
const PURPOSES = {
  'auth.verifyEmail': 'verify',
  'auth.resetPassword': 'reset',
  'auth.confirmEmail': 'confirm_new',
  'auth.undoEmailChange': 'undo',
} as const

/** Whether a procedure uses a link up. */
export function takesLink(name: string): name is keyof typeof PURPOSES {
  return Object.hasOwn(PURPOSES, name)
}

/** The token of a link that the procedure takes, about a member or a sign-up of its own. */
export async function plantLink(
  { db, deps }: Pick<Api, 'db' | 'deps'>,
  name: keyof typeof PURPOSES,
): Promise<string> {
  const now = deps.clock.now()
  const expiresAt = new Date(now.getTime() + 3_600_000)
  const person = {
    id: randomUUID(),
    email: `${randomUUID()}@example.com`,
    name: 'Ada',
    hashedPassword: '',
    locale: 'en',
    createdAt: now,
  }
  const token = randomBytes(32).toString('base64url')
  const digest = new Uint8Array(createHash('sha256').update(token).digest())
  const link = { digest, purpose: PURPOSES[name], expiresAt }
  if (name === 'auth.verifyEmail') {
    await db.signup.create({ data: { ...person, expiresAt, links: { create: link } } })
    return token
  }
  await db.user.create({ data: person })
  if (name === 'auth.resetPassword') {
    await db.link.create({ data: { ...link, userId: person.id } })
    return token
  }
  const newEmail = `${randomUUID()}@example.com`
  const change = { id: randomUUID(), userId: person.id, oldEmail: person.email, newEmail }
  await db.emailChange.create({
    data: { ...change, createdAt: now, expiresAt, links: { create: link } },
  })
  return token
}
