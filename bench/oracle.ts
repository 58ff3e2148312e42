// `pnpm bench:oracle [tries]`: whether a call that anybody may make tells which accounts there are; ends with 1 when an
// answer or its time does.
import { isDeepStrictEqual } from 'node:util'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import {
  type Api,
  cleanUpAtExit,
  endApi,
  onPostgres,
  query,
  startApi,
  startCluster,
} from './servers.ts'

/** Of each kind. On a machine that is busy with other things, more of them tell chance from a difference. */
const TRIES = Number(process.argv[2] ?? 200)
/** Not counted: what is compiled and cached by then is so for all. */
const WARM_UP = 20
/** How far the largest median may be from the smallest, as a share of it. */
const TOLERANCE = 0.1
const PASSWORD = 'correct horse battery staple'

/** What an address may be to the service. `{n}`: another one for each call, which would not be that any more after it. */
const KINDS = {
  known: 'known@example.com',
  inactive: 'inactive@example.com',
  unverified: 'unverified@example.com',
  leaving: 'leaving@example.com',
  erased: 'erased{n}@example.com',
  unknown: 'unknown{n}@example.com',
} as const
type Kind = keyof typeof KINDS

/** What is sent for an address, and what every one of them is answered. */
interface Call {
  path: string
  status: number
  body: (email: string) => object
  /** Of a call without a hash, chance is a larger part: it takes more of them to see through it. */
  times?: number
}

const CALLS: Record<string, Call> = {
  'log-in, wrong password': {
    path: '/auth/login',
    status: 401,
    body: (email) => ({ email, password: 'wrong' }),
  },
  'restore, wrong password': {
    path: '/users/me/restore',
    status: 401,
    body: (email) => ({ email, password: 'wrong' }),
  },
  'sign-up': {
    path: '/auth/signup',
    status: 201,
    body: (email) => ({ email, password: PASSWORD, name: 'Ada Løvelace' }),
  },
  'forgotten password': {
    path: '/auth/password/forgot',
    status: 202,
    body: (email) => ({ email }),
    times: 5,
  },
  'link once more': {
    path: '/auth/email/resend',
    status: 202,
    body: (email) => ({ email }),
    times: 5,
  },
}

/** What a caller sees of one try. */
interface Answer {
  status: number
  headers: string[]
  body: string
  ms: number
}

function post(url: string, body: object, agent: Agent): Promise<Answer> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const req = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json' },
    })
    req.on('error', reject)
    req.on('response', (res) => {
      let text = ''
      res.setEncoding('utf8')
      res.on('error', reject)
      res.on('data', (chunk: string) => (text += chunk))
      res.on('end', () =>
        resolve({
          status: res.statusCode ?? 0,
          headers: comparable(res.rawHeaders),
          body: text.replace(/"requestId":"[^"]*"/, ''),
          ms: performance.now() - startedAt,
        }),
      )
    })
    req.end(JSON.stringify(body))
  })
}

/** In their order, but without what differs between any two answers. */
function comparable(raw: string[]): string[] {
  const pairs = raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : []))
  return pairs
    .filter((pair) => !/^(date|x-request-id):/i.test(pair))
    .map((pair) =>
      /^ratelimit:/i.test(pair)
        ? pair.replaceAll(/;t=\d+/g, ';t=').replaceAll(/("\w+\.\w+";r=)\d+/g, '$1')
        : pair,
    )
}

/** Every account begins as a member's does, by the link that is mailed, and then becomes what its kind is. */
async function makeAccounts(api: Api, databaseUrl: string, agent: Agent): Promise<void> {
  const { body } = CALLS['sign-up'] ?? { body: () => ({}) }
  for (const email of Object.values(KINDS).filter((address) => !address.includes('{n}'))) {
    await post(`${api.url}/v1/auth/signup`, body(email), agent)
  }
  await query(
    databaseUrl,
    `INSERT INTO users (email, hashed_password, name)
     SELECT email, hashed_password, name FROM signups WHERE email NOT LIKE 'unverified%'`,
  )
  await query(databaseUrl, `DELETE FROM signups WHERE email NOT LIKE 'unverified%'`)
  await query(databaseUrl, `UPDATE users SET is_active = false WHERE email LIKE 'inactive%'`)
  await query(
    databaseUrl,
    `UPDATE users SET erased_at = now() + interval '28 days' WHERE email LIKE 'leaving%'`,
  )
  // Erased as the job does it: the rows are gone.
  await query(
    databaseUrl,
    `INSERT INTO users (email, hashed_password, name)
     SELECT 'erased' || call || 'x' || round || '@example.com', hashed_password, name
     FROM users, generate_series(0, ${Object.keys(CALLS).length}) call,
       generate_series(1, ${WARM_UP + 5 * TRIES}) round WHERE email LIKE 'known%'`,
  )
  await query(databaseUrl, `DELETE FROM users WHERE email LIKE 'erased%'`)
}

/** One call at a time, the kinds of each round in an order by chance: whatever drifts meets all alike. */
async function tryAll(api: Api, call: string, agent: Agent): Promise<Map<Kind, Answer[]>> {
  const { path, body, times = 1 } = CALLS[call] ?? { path: '', body: () => ({}) }
  const kinds = Object.keys(KINDS) as Kind[]
  const answers = new Map(kinds.map((kind): [Kind, Answer[]] => [kind, []]))
  for (let round = 1; round <= WARM_UP + TRIES * times; round += 1) {
    for (const kind of shuffle(kinds)) {
      const email = KINDS[kind].replace('{n}', `${Object.keys(CALLS).indexOf(call)}x${round}`)
      const answer = await post(`${api.url}/v1${path}`, body(email), agent)
      if (round > WARM_UP) answers.get(kind)?.push(answer)
    }
  }
  return answers
}

function shuffle<Item>(items: Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** Prints the table; answers whether all kinds are alike. */
function compare(call: string, answers: Map<Kind, Answer[]>): boolean {
  const first = [...answers.values()][0] ?? []
  const base = at(first, 0.5)
  const isSame = (list: Answer[], part: 'body' | 'headers'): boolean =>
    list.every((answer) => isDeepStrictEqual(answer[part], first[0]?.[part]))
  console.log(`\n${call}`)
  console.table(
    [...answers].map(([kind, list]) => ({
      kind,
      status: [...new Set(list.map(({ status }) => status))].join(', '),
      body: isSame(list, 'body') ? 'same' : 'DIFFERS',
      headers: isSame(list, 'headers') ? 'same' : 'DIFFERS',
      'median ms': at(list, 0.5).toFixed(2),
      'p95 ms': at(list, 0.95).toFixed(2),
      ratio: (at(list, 0.5) / base).toFixed(3),
    })),
  )
  const medians = [...answers.values()].map((list) => at(list, 0.5))
  const isAsFast = Math.max(...medians) / Math.min(...medians) <= 1 + TOLERANCE
  return (
    isAsFast &&
    [...answers.values()].every(
      (list) =>
        list.every(({ status }) => status === CALLS[call]?.status) &&
        isSame(list, 'body') &&
        isSame(list, 'headers'),
    )
  )
}

function at(list: Answer[], share: number): number {
  const sorted = list.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

cleanUpAtExit()
const cost = process.env.BCRYPT_COST ?? ''
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData: (stream, _session, done) => stream.on('end', done).resume(),
})
await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
const { port } = mailServer.server.address() as AddressInfo
const cluster = await startCluster()
const api = await startApi({
  ...onPostgres(cluster),
  BCRYPT_COST: cost,
  EMAIL_VERIFICATION: 'required',
  SMTP_URL: `smtp://127.0.0.1:${port}`,
  // So that there is a mail for each call that has whom to mail to.
  MAILS_PER_HOUR: '1000',
})
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
await makeAccounts(api, cluster.url, agent)
console.log(`${TRIES} calls of each kind, at bcrypt's cost ${cost || 'of production'}`)
const told: string[] = []
for (const call of Object.keys(CALLS)) {
  if (!compare(call, await tryAll(api, call, agent))) told.push(call)
}
console.log(
  'Left out: Date, X-Request-Id and the body’s requestId; in RateLimit the times, and what is left.',
)
agent.destroy()
await endApi(api, 'SIGTERM')
await new Promise<void>((resolve) => mailServer.close(resolve))
console.log(
  told.length === 0 ? 'No oracle.' : `The kinds can be told apart by: ${told.join('; ')}.`,
)
if (told.length > 0) process.exitCode = 1
