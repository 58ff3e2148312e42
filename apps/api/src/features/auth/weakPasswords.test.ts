// New passwords: those that are guessed first are refused, with the reason.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, startApi } from '@delete/api/testing'
import { afterAll, describe, expect, test } from 'vitest'

const api = await startApi()
const asked: string[] = []
let reply = ''
let status = 200
const service = createServer((req, res) => {
  asked.push(req.url ?? '')
  res.writeHead(status).end(reply)
})
await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
afterAll(() => service.close())
const { port } = service.address() as AddressInfo
const asking = await startApi({ passwordRangeUrl: `http://127.0.0.1:${port}/range` })
const signUp = (email: string, given: string): Promise<Answer> =>
  asking.rest('POST', '/v1/auth/signup', { email, password: given, name: 'Ada' })

describe('a new password', () => {
  const issueFor = async (given: string, more = {}): Promise<unknown> => {
    const body = { email: 'grace.hopper@navy.example', name: 'Grace Hopper', ...more }
    const answer = await api.rest('POST', '/v1/auth/signup', { ...body, password: given })
    if (answer.status === 201) await api.db.user.deleteMany({ where: { email: body.email } })
    return (answer.body as { issues?: { pointer: string; code: string }[] }).issues?.map(
      ({ pointer, code }) => `${pointer} ${code}`,
    )
  }

  test.each([
    ['password', 'common'],
    ['PassWord1', 'common'],
    ['123456789', 'common'],
    ['iloveyou', 'common'],
    ['gracehopper', 'personal'],
    ['Grace2026!!', 'personal'],
    ['hopper-grace-1', 'personal'],
    ['grace.hopper@navy.example', 'personal'],
    ['Delete2026!', 'personal'],
  ])('%s is refused as %s', async (given, code) => {
    expect(await issueFor(given)).toEqual([`/password ${code}`])
  })

  test.each([
    'graceful degradation of ships',
    'пароль из четырёх слов',
    '正しい馬の電池ステープル',
    '😀😃😄😁😆😅🤣😂',
    '        ',
    'x'.repeat(128),
  ])('%s is taken', async (given) => {
    expect(await issueFor(given)).toBeUndefined()
  })

  test('two letters are a name where names are written so, and the end of an address is nobody’s own', async () => {
    expect(await issueFor('王伟王伟王伟王伟', { name: '王伟' })).toEqual(['/password personal'])
    expect(await issueFor('94!com#8827$1029', { email: 'g@example.com' })).toBeUndefined()
  })

  test('a short name is no reason', async () => {
    expect(await issueFor('al 8402918375', { name: 'Al', email: 'al@b.example' })).toBeUndefined()
  })
})

describe('where the settings name a service that knows breached passwords', () => {
  test('it hears five digits of the SHA-1, and what it knows is refused', async () => {
    const sha1 = createHash('sha1').update('a breached passphrase').digest('hex').toUpperCase()
    reply = `${sha1.slice(5)}:7\r\n${'0'.repeat(35)}:0`
    const refused = await signUp('a@example.com', 'a breached passphrase')
    expect(refused.body).toMatchObject({ issues: [{ pointer: '/password', code: 'breached' }] })
    expect(asked).toEqual([`/range/${sha1.slice(0, 5)}`])
    reply = `${sha1.slice(5)}:0`
    expect((await signUp('a@example.com', 'a breached passphrase')).status).toBe(201)
  })

  test('one that fails is no objection, and is in the log', async () => {
    status = 500
    expect((await signUp('b@example.com', 'another good passphrase')).status).toBe(201)
    expect(asking.log.join('\n')).toContain(
      'Whether a new password was breached could not be asked',
    )
    service.close()
    service.closeAllConnections()
    expect((await signUp('c@example.com', 'another good passphrase')).status).toBe(201)
  })
})
