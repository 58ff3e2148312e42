// The load, as a process of its own: does one job after the other that the bench sends it.
import autocannon, { type Options, type Request, type Result } from 'autocannon'
import type { Call, Flood, Flooded, Outcome, Pace, Paced } from './jobs.ts'
import { pace } from './pace.ts'

/** How exactly a flood keeps its time. */
const SAMPLE_MS = 100

const TIMEOUT_SECONDS = 20

/** @throws when an answer has another status than the call expects, or none comes */
async function flood(job: Flood): Promise<Flooded> {
  const { url, call, connections, until, refreshTokens } = job
  const { method, path, headers = {}, body, status } = call
  const tokens = refreshTokens?.values()
  const startedAt = performance.now()
  let endedAt = startedAt
  const options: Options = {
    url: `${url}${path}`,
    method,
    headers,
    ...(body !== undefined && { body }),
    connections,
    ...('calls' in until ? { amount: until.calls } : { duration: until.seconds }),
    sampleInt: SAMPLE_MS,
    timeout: TIMEOUT_SECONDS,
    ...(tokens && {
      setupClient: (client) => client.setRequests([chain(call, tokens.next().value ?? '')]),
    }),
  }
  const {
    errors,
    timeouts,
    statusCodeStats = {},
  } = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
    run.on('response', () => {
      endedAt = performance.now()
    })
  })
  const answers = Object.entries(statusCodeStats)
  if (errors > 0 || answers.length !== 1 || answers[0]?.[0] !== String(status)) {
    const seen = answers.map(([status, { count = 0 }]) => `${count} times ${status}`).join(', ')
    throw new Error(
      `${method} ${path} is to be answered ${status}, and was ${seen || 'not'}; errors: ${errors}, of these ${timeouts} timeouts.`,
    )
  }
  return { calls: answers[0][1].count ?? 0, seconds: (endedAt - startedAt) / 1000 }
}

/** One request again and again, each with the refresh token that the one before was answered. */
function chain({ method, path, headers = {} }: Call, first: string): Request {
  let refreshToken = first
  return {
    method,
    path,
    headers,
    setupRequest: (request) => ({ ...request, body: JSON.stringify({ refreshToken }) }),
    onResponse: (status, body) => {
      if (status === 200) ({ refreshToken } = JSON.parse(body) as { refreshToken: string })
    },
  }
}

process.on('message', (job: Flood | Pace) => {
  const work: Promise<Flooded | Paced> = job.kind === 'flood' ? flood(job) : pace(job)
  const answer = (outcome: Outcome<Flooded | Paced>): void => void process.send?.(outcome)
  work.then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: String(error) }),
  )
})
