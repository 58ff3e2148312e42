// `pnpm bench:oracle [tries]`: whether a log-in that fails tells which accounts there are; ends with 1 when an answer or its time does.
import { isDeepStrictEqual } from 'node:util'
import { Agent, request } from 'node:http'
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

interface Kind {
  name: string
  email: string
  password: string
}

const KINDS: Kind[] = [
  { name: 'active', email: 'active@example.com', password: 'wrong' },
  { name: 'inactive', email: 'inactive@example.com', password: 'wrong' },
  { name: 'inactive, right password', email: 'inactive2@example.com', password: PASSWORD },
  { name: 'deleted', email: 'deleted@example.com', password: 'wrong' },
  { name: 'unknown', email: 'unknown@example.com', password: 'wrong' },
]

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
        ? pair.replaceAll(/;t=\d+/g, ';t=').replace(/("login\.address";r=)\d+/, '$1')
        : pair,
    )
}

async function makeAccounts(api: Api, databaseUrl: string, agent: Agent): Promise<void> {
  for (const { name, email } of KINDS) {
    if (name === 'unknown') continue
    const account = { email, password: PASSWORD, name: 'Ada Løvelace' }
    const { status } = await post(`${api.url}/v1/auth/signup`, account, agent)
    if (status !== 201) throw new Error(`Signing up was answered ${status}.`)
  }
  await query(databaseUrl, `UPDATE users SET is_active = false WHERE email LIKE 'inactive%'`)
  await query(databaseUrl, `DELETE FROM users WHERE email LIKE 'deleted%'`)
}

/** One call at a time, the kinds of each round in an order by chance: whatever drifts meets all alike. */
async function tryAll(api: Api, agent: Agent): Promise<Map<Kind, Answer[]>> {
  const answers = new Map(KINDS.map((kind): [Kind, Answer[]] => [kind, []]))
  for (let round = 1; round <= WARM_UP + TRIES; round += 1) {
    for (const kind of shuffle(KINDS)) {
      const { email, password } = kind
      const answer = await post(`${api.url}/v1/auth/login`, { email, password }, agent)
      if (round > WARM_UP) answers.get(kind)?.push(answer)
    }
    if (round % 50 === 0) console.log(`${round} of ${WARM_UP + TRIES} rounds`)
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
function compare(answers: Map<Kind, Answer[]>): boolean {
  const first = [...answers.values()][0] ?? []
  const base = at(first, 0.5)
  const isSame = (list: Answer[], part: 'body' | 'headers'): boolean =>
    list.every((answer, i) => isDeepStrictEqual(answer[part], first[i]?.[part]))
  const rows = [...answers].map(([{ name }, list]) => ({
    kind: name,
    status: [...new Set(list.map(({ status }) => status))].join(', '),
    body: isSame(list, 'body') ? 'same' : 'DIFFERS',
    headers: isSame(list, 'headers') ? 'same' : 'DIFFERS',
    'median ms': at(list, 0.5).toFixed(2),
    'p95 ms': at(list, 0.95).toFixed(2),
    ratio: (at(list, 0.5) / base).toFixed(3),
  }))
  console.table(rows)
  const sample = first[0]
  console.log(
    'Left out: Date, X-Request-Id and the body’s requestId; in RateLimit the times, and what is left of the address.',
  )
  console.log(`The answer: ${sample?.status} ${sample?.body}\n${sample?.headers.join('\n')}`)
  const medians = [...answers.values()].map((list) => at(list, 0.5))
  const isAsFast = Math.max(...medians) / Math.min(...medians) <= 1 + TOLERANCE
  return (
    isAsFast &&
    [...answers.values()].every(
      (list) =>
        list.every(({ status }) => status === 401) &&
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
const cluster = await startCluster()
const api = await startApi({ ...onPostgres(cluster), BCRYPT_COST: cost })
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
await makeAccounts(api, cluster.url, agent)
console.log(`${TRIES} log-ins of each kind, at bcrypt's cost ${cost || 'of production'}`)
const isAlike = compare(await tryAll(api, agent))
agent.destroy()
await endApi(api, 'SIGTERM')
console.log(isAlike ? 'No oracle.' : 'The kinds can be told apart.')
if (!isAlike) process.exitCode = 1
