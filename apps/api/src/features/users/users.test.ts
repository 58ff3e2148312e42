// Who you are, and what you change of it, through both doors.
import { type Answer, startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

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
    locale: 'en',
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

describe('changing one’s name', () => {
  const change = (
    accessToken: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    api.rest('PATCH', '/v1/users/me', body, { authorization: `Bearer ${accessToken}`, ...headers })

  test('answers the account as it is then, with its new ETag', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const headers = { authorization: `Bearer ${accessToken}` }
    const before = await api.rest('GET', '/v1/users/me', undefined, headers)
    api.advance(60)
    const changed = await change(accessToken, { name: ' Grace\u0301 ' })
    expect(changed.status).toBe(200)
    expect(changed.body).toEqual({
      ...(before.body as object),
      name: 'Grac\u00e9',
      updatedAt: api.deps.clock.now().toISOString(),
    })
    const after = await api.rest('GET', '/v1/users/me', undefined, headers)
    expect(after.body).toEqual(changed.body)
    expect(after.headers.get('etag')).toBe(changed.headers.get('etag'))
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
  })

  test('and one’s language works alike, and only for one that there is', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const changed = await change(accessToken, { locale: 'de' })
    expect(changed.body).toMatchObject({ name: 'Ada', locale: 'de' })
    expect((await change(accessToken, { locale: 'xx' })).status).toBe(400)
    expect((await change(accessToken, {})).body).toEqual(changed.body)
  })

  test('can be sent again, and changes nothing where there is nothing to change', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const first = await change(accessToken, { name: 'Grace' })
    api.advance(60)
    expect((await change(accessToken, { name: 'Grace' })).body).toEqual(first.body)
    expect((await change(accessToken, {})).body).toEqual(first.body)
  })

  test('with If-Match it changes what the caller has seen, and nothing else', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const seen = (await change(accessToken, {})).headers.get('etag') ?? ''
    const expectRefused = async (tag: string): Promise<void> => {
      const refused = await change(accessToken, { name: 'B' }, { 'if-match': tag })
      expect(refused.status).toBe(412)
      expect(refused.body).toMatchObject({ code: 'request.precondition_failed' })
    }
    await expectRefused(`W/${seen}`)
    await expectRefused('"other"')
    const changed = await change(accessToken, { name: 'A' }, { 'if-match': `"x", ${seen}` })
    expect(changed.status).toBe(200)
    await expectRefused(seen)
    expect((await change(accessToken, {})).body).toMatchObject({ name: 'A' })
    expect((await change(accessToken, { name: 'C' }, { 'if-match': '*' })).status).toBe(200)
  })

  test('with If-Match works at the tRPC door too', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const response = await fetch(`${api.url}/trpc/users.updateMe`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        'if-match': '"stale"',
      },
      body: '{"name":"Grace"}',
    })
    expect(response.status).toBe(412)
    const changed = await api.trpc(accessToken).users.updateMe.mutate({ name: 'Grace' })
    expect(changed.name).toBe('Grace')
  })

  test.each([[{ name: '' }], [{ name: 7 }], [{ name: null }], [[]], ['Grace']])(
    'refuses %j',
    async (body) => {
      const { accessToken } = (await api.signUp()).tokens
      expect((await change(accessToken, body)).status).toBe(400)
    },
  )

  test('leaves alone what is not the member’s to change', async () => {
    const { tokens, email, userId } = await api.signUp()
    const body = { name: 'Grace', email: 'other@example.com', id: userId, isActive: false }
    const { status } = await change(tokens.accessToken, body)
    expect(status).toBe(200)
    expect(await api.trpc(tokens.accessToken).users.me.query()).toMatchObject({
      email,
      isActive: true,
    })
  })

  test('of several at once with one If-Match, one is heard', async () => {
    const { accessToken } = (await api.signUp()).tokens
    const seen = (await change(accessToken, {})).headers.get('etag') ?? ''
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        change(accessToken, { name: `Ada ${index}` }, { 'if-match': seen }),
      ),
    )
    const changed = answers.filter(({ status }) => status === 200)
    expect(changed).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(7)
    expect((await change(accessToken, {})).body).toEqual(changed[0]?.body)
  })
})
