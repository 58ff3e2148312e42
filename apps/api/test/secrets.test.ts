// Every log line of every api that the tests start is searched for secrets when its file is over; here, that the search finds them.
import { startApi } from '@delete/api/testing'
import { expect, test } from 'vitest'
import { findRoutes } from '../src/kernel/routes.ts'
import { shapeOf } from '../src/kernel/strings.ts'
import { appRouter } from '../src/router.ts'
import { refuseSecrets } from './secrets.ts'

const api = await startApi()

test('finds tokens, hashes, passwords, cookies and addresses in a line, and takes no id for one', async () => {
  const { tokens, email, password, userId } = await api.signUp()
  const { hashedPassword } = await api.db.user.findUniqueOrThrow({ where: { email } })
  for (const secret of [
    tokens.accessToken,
    tokens.refreshToken,
    `__Host-session=${tokens.refreshToken}`,
    email,
    password,
    hashedPassword,
  ]) {
    const line = JSON.stringify({ level: 30, msg: `before ${secret} after` })
    expect(() => refuseSecrets(['before', line])).toThrow('A secret was said')
  }
  expect(() => refuseSecrets([JSON.stringify({ userId, msg: 'request' })])).not.toThrow()
})

test('no secret travels in a URL: what a GET or a path takes has none', () => {
  const fields = findRoutes(appRouter)
    .filter(({ rest, path }) => rest.method === 'GET' || path.includes('{'))
    .flatMap(({ input }) => Object.keys(shapeOf(input)))
  expect(new Set(fields)).toEqual(new Set(['cursor', 'limit', 'id']))
})
