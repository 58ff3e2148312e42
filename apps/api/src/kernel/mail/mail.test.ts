// Mails: sent once by a real server, whatever is in a name; kept in the outbox where there is no server.
import { startApi } from '@delete/api/testing'
import { Locale } from '@delete/schemas/users'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startMailServer } from '../../../test/smtp.ts'
import { letters } from '../../letters.ts'
import { createMailer } from './mailer.ts'
import { sendLetter, type Addressee } from './jobs.ts'
import type { Template } from './letter.ts'

const server = await startMailServer()
afterAll(server.close)
const api = await startApi({ smtpUrl: server.url })
const outboxApi = await startApi()

const greeting: Template<{ name: string }> = {
  example: { name: 'Ada' },
  write: {
    en: ({ name }) => ({
      subject: `Hello ${name}`,
      paragraphs: ['A first line.', `<b>${name}</b> & "co"`],
      actions: [{ label: 'Go on', url: 'https://my.trydelete.app/go#token' }],
      note: 'In small print.',
    }),
    de: ({ name }) => ({ subject: `Hallo ${name}, schön`, paragraphs: ['Grüße.'], actions: [] }),
  },
}
const ada: Addressee = { userId: null, email: 'ada@example.com', name: 'Ada', locale: 'en' }
const send = (
  { deps }: typeof api,
  to: Partial<Addressee> = {},
  usefulUntil?: Date,
): Promise<void> =>
  deps.db.$transaction((tx) =>
    sendLetter(deps, tx, {
      template: greeting,
      data: { name: to.name ?? 'Ada' },
      to: { ...ada, ...to },
      ...(usefulUntil && { usefulUntil }),
    }),
  )
const waiting = async (): Promise<number> => {
  const { rows } = await api.deps.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pgboss.job',
  )
  return rows[0]?.count ?? 0
}

beforeEach(() => {
  server.received.length = 0
  server.refuseWith(null)
})

describe('by a mail server', () => {
  test('a mail is sent once, as text and as HTML, with the headers of its kind', async () => {
    await send(api)
    await api.runJobs()
    await api.runJobs()
    expect(server.received).toHaveLength(1)
    const [{ mail, recipients } = { mail: undefined, recipients: [] }] = server.received
    expect(recipients).toEqual(['ada@example.com'])
    expect(mail?.subject).toBe('Hello Ada')
    expect(mail?.from?.text).toBe('"Delete" <hello@trydelete.app>')
    expect(mail?.to).toMatchObject({ text: '"Ada" <ada@example.com>' })
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail?.messageId).toMatch(/^<[\da-f-]{36}@localhost>$/)
    expect(mail?.text).toContain('<b>Ada</b> & "co"\n\nGo on:\nhttps://my.trydelete.app/go#token')
    expect(mail?.html).toContain('&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;co&quot;')
    expect(mail?.html).toContain('href="https://my.trydelete.app/go#token"')
  })

  test('is written in the language of who reads it', async () => {
    await send(api, { locale: 'de' })
    await api.runJobs()
    const [first] = server.received
    expect(first?.mail.subject).toBe('Hallo Ada, schön')
    expect(first?.mail.html).toContain('<html lang="de">')
  })

  test.each([
    'Ada\r\nBcc: all@example.com',
    'Ada\nSubject: other',
    'Ada" <evil@example.com>, "',
    'Ada, evil@example.com',
    '=?utf-8?q?evil=40example.com?=',
    'Ada\u2028Bcc: all@example.com',
  ])('no name adds a header or a reader: %j', async (name) => {
    await send(api, { name })
    await api.runJobs()
    const [{ mail, recipients } = { mail: undefined, recipients: [] }] = server.received
    expect(server.received).toHaveLength(1)
    expect(recipients).toEqual(['ada@example.com'])
    expect(mail?.bcc).toBeUndefined()
    expect(mail?.headerLines.filter(({ key }) => key === 'subject')).toHaveLength(1)
    expect(mail?.to).toMatchObject({ value: [{ address: 'ada@example.com' }] })
  })

  test('a server that is down delays the mail, and it is the same mail that arrives', async () => {
    server.refuseWith({ code: 451, text: 'not now, ada@example.com' })
    await send(api)
    await api.runJobs()
    expect([server.received.length, await waiting()]).toEqual([0, 1])
    expect(api.log.join('\n')).toContain('The mail server has refused the mail (451')
    expect(api.log.join('\n')).not.toContain('not now')
    server.refuseWith(null)
    await api.runJobs()
    expect([server.received.length, await waiting()]).toEqual([1, 0])
  })

  test('one whose reader the server does not know is given up, and said so', async () => {
    server.refuseReaderWith({ code: 550, text: 'no such user' })
    await send(api)
    await api.runJobs()
    expect([server.received.length, await waiting()]).toEqual([0, 0])
    expect(api.log.join('\n')).toContain('there is no such inbox')
    server.refuseReaderWith(null)
  })

  test('sent again after a crash, it has the same Message-ID', async () => {
    const mailer = createMailer(api.deps.env, api.deps.log)
    const mail = {
      id: 'one',
      to: { name: '', address: 'a@example.com' },
      subject: 'S',
      text: 'T',
      html: 'H',
    }
    await mailer(mail)
    await mailer(mail)
    expect(server.received.map(({ mail: { messageId } }) => messageId)).toEqual([
      '<one@localhost>',
      '<one@localhost>',
    ])
  })

  test('nothing of it can be read in the database but whom it is for', async () => {
    await send(api, { name: 'Marker' })
    const { rows } = await api.deps.pool.query('SELECT data::text FROM pgboss.job')
    expect(JSON.stringify(rows)).toContain('ada@example.com')
    expect(JSON.stringify(rows)).not.toMatch(/Marker|token|Hello/)
    await api.runJobs()
  })

  test('one whose link is dead by now is left out', async () => {
    await send(api, {}, api.deps.clock.now())
    await api.runJobs()
    expect([server.received.length, await waiting()]).toEqual([0, 0])
  })

  test('no outbox is shown', async () => {
    expect((await api.rest('GET', '/outbox.json')).status).toBe(404)
  })
})

test('a server that cannot be reached at all is said so, in one sentence', async () => {
  const gone = await startMailServer()
  await gone.close()
  const mailer = createMailer({ ...api.deps.env, smtpUrl: gone.url }, api.deps.log)
  const mail = {
    id: 'x',
    to: { name: '', address: 'a@example.com' },
    subject: '',
    text: '',
    html: '',
  }
  await expect(mailer(mail)).rejects.toThrow('The mail server cannot be used (ESOCKET).')
})

describe('without a mail server', () => {
  const page = async (path: string): Promise<string> => (await fetch(outboxApi.url + path)).text()

  test('mails are kept, the newest first, once each, and shown', async () => {
    expect(await page('/outbox')).toContain('Nothing has been sent yet.')
    await send(outboxApi, { name: 'First' })
    await send(outboxApi, { name: '<i>Second</i>' })
    await outboxApi.runJobs()
    const mails = await outboxApi.mails()
    expect(mails.map(({ subject }) => subject).toSorted()).toEqual([
      'Hello <i>Second</i>',
      'Hello First',
    ])
    await outboxApi.deps.sendMail(mails[1] ?? expect.fail())
    expect(await outboxApi.mails()).toEqual(mails)
    expect(await page('/outbox')).toContain('Hello &lt;i&gt;Second&lt;/i&gt;')
    expect(await page('/outbox')).not.toContain('<i>')
    expect(await (await fetch(`${outboxApi.url}/outbox.json`)).json()).toEqual(mails)
  })

  test('every letter is shown in every language, in light and in dark', async () => {
    const shown = await page('/outbox/letters')
    for (const [name, { write, example }] of Object.entries(letters)) {
      for (const locale of Locale.options) {
        expect(shown).toContain(`<h2>${name}, ${locale}</h2>`)
        const { subject, paragraphs, actions } = write[locale](example as never)
        expect([subject, ...paragraphs, ...actions.map(({ label }) => label)]).not.toContain('')
      }
    }
    expect(shown.match(/<iframe /g)).toHaveLength(4 * Object.keys(letters).length)
  })

  test('at most a hundred are kept', async () => {
    for (let number = 0; number < 105; number += 1) {
      await outboxApi.deps.sendMail({
        id: `mail${number}`,
        to: { name: '', address: 'a@example.com' },
        subject: `Mail ${number}`,
        text: '',
        html: '',
      })
    }
    const mails = await outboxApi.mails()
    expect(mails).toHaveLength(100)
    expect(mails[0]?.subject).toBe('Mail 104')
  })

  test('its log tells the subject, and no address', () => {
    expect(outboxApi.log.join('\n')).toContain('Hello First')
    expect(outboxApi.log.join('\n')).not.toContain('ada@example.com')
  })
})

test('in production there is neither outbox nor preview', async () => {
  const production = await startApi({ isProduction: true })
  for (const path of ['/outbox', '/outbox.json', '/outbox/letters']) {
    expect((await production.rest('GET', path)).status).toBe(404)
  }
  await production.deps.sendMail({
    id: 'x',
    to: { name: '', address: 'a@example.com' },
    subject: '',
    text: '',
    html: '',
  })
  expect(production.log.join('\n')).toContain('SMTP_URL is not set')
})
