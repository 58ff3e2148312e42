// What calls are counted by, and how the factor of the settings changes it.
import { startApi } from '@delete/api/testing'
import { limits } from '@delete/schemas/limits'
import { expect, test } from 'vitest'
import { networkOf } from './throttle.ts'

const api = await startApi()

test('counts are kept by digests: no address and no account can be read in them', async () => {
  await api.rest('POST', '/v1/auth/login', { email: 'digest@example.com', password: 'wrong' })
  const keys = await api.db.rateLimit.findMany()
  expect(JSON.stringify(keys.map(({ key }) => key))).not.toMatch(/digest|127\.0/)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['not an address', 'not an address'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('a factor multiplies all of them', async () => {
  const multiplied = await startApi({ rateLimitFactor: 2 })
  const { headers } = await multiplied.rest('POST', '/v1/auth/login', {
    email: 'factor@example.com',
    password: 'wrong password',
  })
  for (const name of ['login.address', 'login.account', 'login.both'] as const) {
    const quota = 2 * limits[name].quota
    expect(headers.get('ratelimit-policy')).toContain(`"${name}";q=${quota};`)
  }
})

test('refreshes count by session: three hundred a minute, and those of another go on', async () => {
  const limited = await startApi({ rateLimitFactor: 1 })
  const [first, second] = [await limited.signUp(), await limited.signUp()]
  const refresh = async ({ tokens }: typeof first): Promise<number> => {
    const { refreshToken } = tokens
    return (await limited.rest('POST', '/v1/auth/refresh', { refreshToken })).status
  }
  const statuses = await Promise.all(Array.from({ length: 301 }, () => refresh(first)))
  expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  expect(await refresh(second)).toBe(200)
})
