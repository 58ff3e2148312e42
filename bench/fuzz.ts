// `pnpm fuzz [requests] [embedded|postgres]`: generated requests to both doors of the real api; ends with 1 when an answer breaks a rule, or memory grows.
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { fuzz, isRepeating } from '@delete/api/fuzz'
import {
  type Api,
  cleanUpAtExit,
  endApi,
  makeFolder,
  onPostgres,
  startApi,
  startCluster,
} from './servers.ts'

const REQUESTS = 100_000
/** To an api with its real limits, so that they are met. */
const LIMITED_REQUESTS = 2_000
/** What the heap may hold more at the end than after the first tenth, in bytes: some 100 for each request. */
const HEAP_GROWTH = 10_000_000
/** And the whole process, as a share of what it had: the allocator keeps pages that it may need again. */
const RSS_GROWTH = 1.25

const SECRET = 'bench:a-secret-of-the-benches-that-is-longer-than-32-bytes'
const MEASURED = {
  NODE_OPTIONS: `--expose-gc --import=${pathToFileURL(join(import.meta.dirname, 'memory.ts')).href}`,
}

const DATABASES = {
  embedded: () => ({ DATA_DIR: makeFolder(), JWT_SECRETS: SECRET, EMAIL_VERIFICATION: 'off' }),
  postgres: async () => ({
    ...onPostgres(await startCluster()),
    JWT_SECRETS: SECRET,
    EMAIL_VERIFICATION: 'off',
  }),
}

/** As a failure names them; without, other requests each time. */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 30))
const path = process.env.FUZZ_PATH

const failures: string[] = []
const fail = (where: string, what: string): void => {
  failures.push(`${where}: ${what}`)
  console.log(`FAILED ${where}: ${what}\n`)
}

/** Makes these requests; prints how far they are, and what was answered. */
async function send(
  name: string,
  api: Api,
  count: number,
  seed: number,
): Promise<Map<string, number>> {
  const answers = new Map<string, number>()
  const startedAt = performance.now()
  let done = 0
  const say = (): void => {
    const seconds = (performance.now() - startedAt) / 1000
    console.log(
      `${name}  ${done} answers in ${seconds.toFixed(0)} s, ${(done / seconds).toFixed(0)}/s`,
    )
  }
  const progress = setInterval(say, 10_000)
  const found = await fuzz({
    url: api.url,
    secret: SECRET,
    count,
    seed,
    path,
    onAnswer: (kind) => {
      done += 1
      answers.set(kind, (answers.get(kind) ?? 0) + 1)
    },
  })
  clearInterval(progress)
  say()
  for (const failure of found) fail(name, failure)
  return answers
}

interface Memory {
  rss: number
  heapUsed: number
}

/** What the api's process holds once its garbage is collected, in bytes. */
async function measure(api: Api): Promise<Memory> {
  const lines = (): string[] => api.stderr().match(/^\{"rss":.*\}$/gm) ?? []
  const before = lines().length
  api.child.kill('SIGUSR2')
  for (const since = performance.now(); lines().length === before; await setTimeout(50)) {
    if (performance.now() - since > 30_000) throw new Error(`The api is gone: ${api.stderr()}`)
  }
  return JSON.parse(lines().at(-1) ?? '')
}

function describe({ rss, heapUsed }: Memory): string {
  const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
  return `heap ${inMegabytes(heapUsed)}, whole process ${inMegabytes(rss)}`
}

function tally(answers: Map<string, number>): string {
  const sorted = [...answers].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([kind, count]) => `${kind}: ${count}`).join(', ')
}

async function stop(name: string, api: Api): Promise<void> {
  for (const line of api.faults()) fail(name, `it logged ${line}`)
  const repeated = api.log().split('\n').find(isRepeating)
  if (repeated !== undefined) fail(name, `it logged what was sent: ${repeated}`)
  const { code } = await endApi(api, 'SIGTERM')
  if (code !== 0) fail(name, `it ended with ${code}: ${api.stderr()}`)
}

async function fuzzLimited(
  name: string,
  settings: Record<string, string>,
  seed: number,
): Promise<void> {
  const api = await startApi({ ...settings, RATE_LIMIT_FACTOR: '1' })
  const answers = await send(name, api, LIMITED_REQUESTS, seed)
  console.log(`${name}  ${tally(answers)}\n`)
  if (![...answers.keys()].some((kind) => kind.endsWith('429'))) fail(name, 'no limit was met')
  await stop(name, api)
}

async function fuzzUnlimited(
  name: string,
  settings: Record<string, string>,
  count: number,
  seed: number,
): Promise<void> {
  const api = await startApi({ ...settings, ...MEASURED })
  const tenth = Math.ceil(count / 10)
  const first = await send(name, api, tenth, seed)
  const before = await measure(api)
  console.log(`${name}  after the first tenth: ${describe(before)}`)
  const rest = await send(name, api, count - tenth, seed + 1_000)
  const after = await measure(api)
  console.log(`${name}  at the end: ${describe(after)}`)
  for (const [kind, more] of first) rest.set(kind, (rest.get(kind) ?? 0) + more)
  console.log(`${name}  ${tally(rest)}\n`)
  if (after.heapUsed > before.heapUsed + HEAP_GROWTH || after.rss > before.rss * RSS_GROWTH) {
    fail(name, `its memory grew: ${describe(before)}, then ${describe(after)}`)
  }
  await stop(name, api)
}

/** Makes one request once more, and what leads to a smaller one that fails too. */
async function fuzzAgain(
  name: string,
  settings: Record<string, string>,
  seed: number,
): Promise<void> {
  const api = await startApi(settings)
  await send(name, api, 1, seed)
  await stop(name, api)
}

cleanUpAtExit()
const args = process.argv.slice(2)
const count = Number(args.find((arg) => /^\d+$/.test(arg)) ?? REQUESTS)
console.log(`Seed ${seed}; to have the same requests again: FUZZ_SEED=${seed}`)
for (const [name, prepare] of Object.entries(DATABASES)) {
  const isWanted =
    args.includes(name) || !Object.keys(DATABASES).some((other) => args.includes(other))
  if (!isWanted) continue
  const settings = await prepare()
  if (path !== undefined) {
    await fuzzAgain(name, settings, seed)
    continue
  }
  await fuzzLimited(`${name}, limited`, settings, seed)
  await fuzzUnlimited(name, settings, count, seed)
}
console.log(failures.length === 0 ? 'Nothing was found.' : `\nFound:\n${failures.join('\n\n')}`)
if (failures.length > 0) process.exitCode = 1
