// Members, as floods need them: signed up at a server, the same way at ours and at the Fastify peer.
import type { Api } from '../servers.ts'
import type { Call, Flood } from './jobs.ts'

interface Member {
  email: string
  password: string
  accessToken: string
  refreshToken: string
}

export const JSON_HEADERS = { 'content-type': 'application/json' }

let members = 0

/** @throws when the server does not answer 201 */
async function signUp({ url }: Api): Promise<Member> {
  members += 1
  const account = {
    email: `member${members}@example.com`,
    password: 'correct horse battery staple',
  }
  const answer = await fetch(`${url}/v1/auth/signup`, {
    method: 'POST',
    headers: JSON_HEADERS,
    body: JSON.stringify({ ...account, name: 'Ada' }),
  })
  if (answer.status !== 201) throw new Error(`Signing up was answered ${answer.status}.`)
  const { tokens } = (await answer.json()) as { tokens: Omit<Member, keyof typeof account> }
  return { ...account, ...tokens }
}

/** A new member asks who they are. */
export async function askMe(server: Api): Promise<{ call: Call }> {
  const { accessToken } = await signUp(server)
  const headers = { authorization: `Bearer ${accessToken}` }
  return { call: { method: 'GET', path: '/v1/users/me', headers, status: 200 } }
}

/** New members, one for each connection, refresh their tokens again and again. */
export async function refreshAgain(
  server: Api,
  connections: number,
): Promise<Pick<Flood, 'call' | 'refreshTokens'>> {
  const refreshTokens: string[] = []
  // One after the other: a crowd that signs up at once is told to come back.
  for (let i = 0; i < connections; i += 1) refreshTokens.push((await signUp(server)).refreshToken)
  const body = JSON.stringify({ refreshToken: refreshTokens[0] })
  const call: Call = {
    method: 'POST',
    path: '/v1/auth/refresh',
    headers: JSON_HEADERS,
    body,
    status: 200,
  }
  return { call, refreshTokens }
}

/** A member logs in. */
export async function logInAgain(server: Api): Promise<{ call: Call }> {
  const { email, password } = await signUp(server)
  const body = JSON.stringify({ email, password })
  return {
    call: { method: 'POST', path: '/v1/auth/login', headers: JSON_HEADERS, body, status: 200 },
  }
}
