// A database in which something is stuck: who needs it hears so in time, and nobody else notices.
import { liftLimits } from '@delete/db/pool'
import { hasServer } from '@delete/db/testing'
import { startApi } from '@delete/api/testing'
import { describe, expect, test } from 'vitest'

describe.runIf(hasServer())('while somebody holds a lock on a server', async () => {
  if (!hasServer()) return
  const api = await startApi({
    databaseLimits: { size: 4, connectionTimeoutMs: 300, statementTimeoutMs: 500 },
  })
  const member = await api.signUp()

  /** Somebody else's transaction, open while `work` runs. */
  async function during(sql: string, work: () => Promise<void>): Promise<void> {
    const other = await api.deps.pool.connect()
    await liftLimits(other)
    await other.query('BEGIN')
    await other.query(sql)
    await work()
    await other.query('ROLLBACK')
    other.release(true)
  }

  test('on a whole table, calls that need it end at their timeout, and health and readiness do not', async () => {
    await during('LOCK TABLE users IN ACCESS EXCLUSIVE MODE', async () => {
      const stuck = Promise.all(
        Array.from({ length: 12 }, () => api.rest('POST', '/v1/auth/login', member)),
      )
      for (let round = 0; round < 5; round += 1) {
        expect((await api.rest('GET', '/v1/ready')).status).toBe(200)
        expect((await api.rest('GET', '/v1/health')).status).toBe(200)
      }
      for (const { status, headers, body } of await stuck) {
        expect([status, body]).toMatchObject([503, { code: 'service.unavailable' }])
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      }
      await expect(api.trpc(member.tokens.accessToken).users.me.query()).rejects.toMatchObject({
        data: { code: 'service.unavailable', httpStatus: 503 },
      })
    })
    expect((await api.rest('POST', '/v1/auth/login', member)).status).toBe(200)
  })

  test('on one address, sign-ups with it wait in vain while everybody else goes on', async () => {
    const row = `INSERT INTO users (email, hashed_password, name) VALUES ('half@example.com', 'x', 'x')`
    const body = { email: 'half@example.com', password: member.password, name: 'Ada' }
    await during(row, async () => {
      const stuck = Promise.all(
        Array.from({ length: 12 }, () => api.rest('POST', '/v1/auth/signup', body)),
      )
      for (let round = 0; round < 5; round += 1) {
        expect((await api.rest('POST', '/v1/auth/login', member)).status).toBe(200)
      }
      for (const { status } of await stuck) expect(status).toBe(503)
    })
    expect((await api.rest('POST', '/v1/auth/signup', body)).status).toBe(201)
  })
})
