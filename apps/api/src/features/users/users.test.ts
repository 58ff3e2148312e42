// Who you are, through both doors.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'

const api = await startApi()

test('answers the account of the access token, the same through both doors', async () => {
  const { tokens, email, userId } = await api.signUp()
  const { status, body } = await api.rest('GET', '/v1/users/me', undefined, {
    authorization: `Bearer ${tokens.accessToken}`,
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    id: userId,
    email,
    name: 'Ada',
    isActive: true,
    createdAt: '2026-11-23T09:00:00.000Z',
    updatedAt: '2026-11-23T09:00:00.000Z',
  })
  expect(await api.trpc(tokens.accessToken).users.me.query()).toEqual(body)
})

test.each([
  ['no header', {}],
  ['another scheme', { authorization: 'Basic YTpi' }],
  ['no token', { authorization: 'Bearer' }],
  ['nonsense', { authorization: 'Bearer nonsense' }],
  ['two tokens', { authorization: 'Bearer a b' }],
])('asks for a token when there is %s', async (_what, headers: Record<string, string>) => {
  const answer = await api.rest('GET', '/v1/users/me', undefined, headers)
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  expect(answer.body).toMatchObject({ code: 'auth.unauthenticated' })
})

test('the scheme is read in any case', async () => {
  const { tokens } = await api.signUp()
  const { status } = await api.rest('GET', '/v1/users/me', undefined, {
    authorization: `bearer ${tokens.accessToken}`,
  })
  expect(status).toBe(200)
})

test('an account that was made inactive or removed is out at once, whatever its token says', async () => {
  const inactive = await api.signUp()
  await api.db.user.update({ where: { id: inactive.userId }, data: { isActive: false } })
  const removed = await api.signUp()
  await api.db.user.delete({ where: { id: removed.userId } })
  for (const { tokens } of [inactive, removed]) {
    await expect(api.trpc(tokens.accessToken).users.me.query()).rejects.toMatchObject({
      data: { code: 'auth.unauthenticated', httpStatus: 401 },
    })
  }
})

test('one batch asks the database once who calls', async () => {
  const { tokens } = await api.signUp()
  const client = api.trpc(tokens.accessToken)
  let queries = 0
  const query = api.deps.pool.query.bind(api.deps.pool)
  api.deps.pool.query = ((...args: Parameters<typeof query>) => {
    queries += 1
    return query(...args)
  }) as typeof query
  await Promise.all([client.users.me.query(), client.users.me.query(), client.users.me.query()])
  api.deps.pool.query = query
  expect(queries).toBe(1)
})
