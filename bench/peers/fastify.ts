// A peer: the five endpoints that the API began with, by hand on Fastify, pg, jose and bcrypt; its refresh keeps no sessions.
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { compare, hash } from 'bcrypt'
import Fastify from 'fastify'
import { type JWTPayload, jwtVerify, SignJWT } from 'jose'
import pLimit from 'p-limit'
import { DatabaseError, Pool } from 'pg'
import * as schema from './fastifySchemas.ts'

const {
  HOST: host = '127.0.0.1',
  PORT: port = '3000',
  DATABASE_URL: databaseUrl,
  JWT_SECRETS: secret = '',
  BCRYPT_COST: cost,
} = process.env

const ACCESS_SECONDS = 1_800
const REFRESH_SECONDS = 30 * 86_400
const bcryptCost = Number(cost || 12)

const pool = new Pool({ connectionString: databaseUrl, max: 10 })
const hashing = pLimit(availableParallelism())
const nobodysHash = await hash(randomUUID(), bcryptCost)
const key = await crypto.subtle.importKey(
  'raw',
  Buffer.from(secret),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['sign', 'verify'],
)

interface UserRow {
  id: string
  email: string
  hashedPassword: string
  name: string
  isActive: boolean
  createdAt: Date
  updatedAt: Date
}

const COLUMNS = `id, email, hashed_password AS "hashedPassword", name, is_active AS "isActive",
  created_at AS "createdAt", updated_at AS "updatedAt"`

async function findUser(by: 'id' | 'email', value: string): Promise<UserRow | undefined> {
  const { rows } = await pool.query<UserRow>({
    name: `user-by-${by}`,
    text: `SELECT ${COLUMNS} FROM users WHERE ${by} = $1`,
    values: [value],
  })
  return rows[0]
}

async function saveUser(email: string, hashedPassword: string, name: string): Promise<UserRow> {
  const { rows } = await pool.query<UserRow>({
    name: 'save-user',
    text: `INSERT INTO users (email, hashed_password, name) VALUES ($1, $2, $3) RETURNING ${COLUMNS}`,
    values: [email, hashedPassword, name],
  })
  return rows[0] as UserRow
}

function sign(type: 'access' | 'refresh', sub: string, seconds: number): Promise<string> {
  return new SignJWT({ type, sub, jti: randomUUID() })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(`${seconds}s`)
    .sign(key)
}

async function issueTokens(userId: string): Promise<schema.Tokens> {
  const [accessToken, refreshToken] = await Promise.all([
    sign('access', userId, ACCESS_SECONDS),
    sign('refresh', userId, REFRESH_SECONDS),
  ])
  return { accessToken, refreshToken, tokenType: 'Bearer', expiresIn: ACCESS_SECONDS }
}

/** The active user that a token of this kind speaks for. */
async function findBearer(type: 'access' | 'refresh', token: string): Promise<UserRow | undefined> {
  const payload = await jwtVerify(token, key, { algorithms: ['HS256'] }).then(
    (verified): JWTPayload => verified.payload,
    () => undefined,
  )
  if (payload?.type !== type || payload.sub === undefined) return undefined
  const user = await findUser('id', payload.sub)
  return user?.isActive ? user : undefined
}

const app = Fastify()

app.get('/v1/health', { schema: { response: { 200: schema.health } } }, () => ({
  status: 'ok',
  version: '0.1.0',
}))

app.post<{ Body: schema.Signup }>(
  '/v1/auth/signup',
  { schema: { body: schema.signup, response: { 201: schema.signedUp } } },
  async ({ body: { email, password, name } }, reply) => {
    const hashed = await hashing(() => hash(password, bcryptCost))
    try {
      const user = await saveUser(email.trim().toLowerCase(), hashed, name)
      return reply.code(201).send({ user, tokens: await issueTokens(user.id) })
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== '23505') throw error
      return reply.code(409).send({ detail: 'There is an account with this address.' })
    }
  },
)

app.post<{ Body: schema.Login }>(
  '/v1/auth/login',
  { schema: { body: schema.login, response: { 200: schema.tokens } } },
  async ({ body: { email, password } }, reply) => {
    const user = await findUser('email', email.trim().toLowerCase())
    const isRight = await hashing(() => compare(password, user?.hashedPassword ?? nobodysHash))
    if (user?.isActive && isRight) return issueTokens(user.id)
    return reply.code(401).send({ detail: 'The address or the password is wrong.' })
  },
)

app.post<{ Body: schema.Refresh }>(
  '/v1/auth/refresh',
  { schema: { body: schema.refresh, response: { 200: schema.tokens } } },
  async ({ body: { refreshToken } }, reply) => {
    const user = await findBearer('refresh', refreshToken)
    if (user) return issueTokens(user.id)
    return reply.code(401).send({ detail: 'Log in again.' })
  },
)

app.get<{ Headers: { authorization?: string } }>(
  '/v1/users/me',
  { schema: { response: { 200: schema.user } } },
  async ({ headers: { authorization = '' } }, reply) => {
    const user = await findBearer('access', authorization.replace(/^Bearer /i, ''))
    if (user) return user
    return reply.code(401).send({ detail: 'Log in.' })
  },
)

await app.listen({ host, port: Number(port) })
