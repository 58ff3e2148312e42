// A fault of ours: the caller learns nothing of it but its id, the log all of it but what is personal.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'

const api = await startApi()

test('is shown as internal at both doors, and logged whole, once, under the id of the request', async () => {
  await api.db.$executeRaw`ALTER TABLE users RENAME TO people`
  const login = { email: 'secret@example.com', password: 'correct horse' }
  const atRest = await api.rest('POST', '/v1/auth/login', login, { 'x-request-id': 'at-rest' })
  expect(atRest.status).toBe(500)
  expect(atRest.body).toEqual({
    type: `${api.deps.env.publicUrl}/docs/errors#internal`,
    title: 'Something went wrong on our side.',
    status: 500,
    detail: 'Tell us the request id, and we find out what it was.',
    code: 'internal',
    issues: [],
    requestId: 'at-rest',
  })
  await expect(api.trpc().auth.login.mutate(login)).rejects.toMatchObject({
    message:
      'Something went wrong on our side. Tell us the request id, and we find out what it was.',
    data: { code: 'internal', httpStatus: 500, issues: [] },
  })
  const lines = api.log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatchObject({
    requestId: 'at-rest',
    err: { message: expect.stringContaining('users'), stack: expect.any(String) },
  })
  expect(api.log.join('')).not.toContain('secret@example.com')
  await api.db.$executeRaw`ALTER TABLE people RENAME TO users`
})

test('of a row that the database refuses, the log shows no value', async () => {
  await api.db.$executeRaw`ALTER TABLE users ADD CHECK (name <> 'Mallory')`
  const body = { email: 'row@example.com', password: 'correct horse', name: 'Mallory' }
  expect((await api.rest('POST', '/v1/auth/signup', body)).status).toBe(500)
  expect(api.log.join('')).toContain('check constraint')
  expect(api.log.join('')).not.toMatch(/row@example\.com|Mallory|\$2b\$/)
})

test('of what a driver says, the log keeps message and stack, without rows and without addresses', () => {
  const said = new Error('invalid input: "ada@example.com"')
  const err = new Error('query failed', {
    cause: Object.assign(said, { detail: 'Key (name)=(Eve)' }),
  })
  api.deps.log.error({ err }, 'failed')
  expect(api.log.at(-1)).toContain('invalid input: \\"(an address)\\"')
  expect(api.log.at(-1)).not.toMatch(/example\.com|Eve/)
})
