// What the api that verifies addresses has mailed, and what its reader does with it.
import { expect, type Page } from '@playwright/test'
import { expectHome, signUp } from './member.ts'

const api = process.env.E2E_MAILING_API_URL ?? ''

interface Mail {
  to: { address: string }
  subject: string
  text: string
}

/** The newest first. */
async function readMails(address: string): Promise<Mail[]> {
  const answer = await fetch(`${api}/outbox.json`)
  const mails = (await answer.json()) as Mail[]
  return mails.filter(({ to }) => to.address === address)
}

/** Waits for so many mails of this subject, and answers the links of the newest of them. */
export async function readLinks(address: string, subject: string, count = 1): Promise<string[]> {
  const read = async (): Promise<Mail[]> =>
    (await readMails(address)).filter((mail) => mail.subject === subject)
  await expect.poll(async () => (await read()).length, subject).toBe(count)
  const [newest] = await read()
  return newest?.text.match(/http:\/\/\S+/g) ?? []
}

/** The link of the newest mail of this subject that leads to this screen. */
export async function readLink(address: string, subject: string, screen: string): Promise<string> {
  const link = (await readLinks(address, subject)).find((url) => url.includes(`/${screen}#`))
  expect(link, `${subject}: ${screen}`).toBeDefined()
  return link ?? ''
}

/** Signs up, and confirms the address; answers it. */
export async function join(page: Page): Promise<string> {
  const email = await signUp(page)
  await expect(page.getByRole('heading', { name: 'Check your mail' })).toBeFocused()
  await page.goto(await readLink(email, 'Confirm your address', 'verify-email'))
  await page.getByRole('button', { name: 'Confirm my address' }).click()
  await expectHome(page, email)
  return email
}
