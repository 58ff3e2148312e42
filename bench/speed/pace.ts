// Calls at a fixed rate that waits for no answer, each timed from when it was due: a server that stalls is charged for all that wait.
import { Agent, request } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Call, Pace, Paced } from './jobs.ts'

/** Timers are late by up to a millisecond or two; the rest is waited for turn by turn. */
const TIMER_SLACK_MS = 2

/** @throws when an answer has another status than the call expects */
export async function pace({ url, call, perSecond, seconds }: Pace): Promise<Paced> {
  const agent = new Agent({ keepAlive: true })
  const startedAt = performance.now()
  const calls: Promise<number>[] = []
  const failures: unknown[] = []
  for (let i = 0; i < perSecond * seconds && failures.length === 0; i += 1) {
    const dueAt = startedAt + (i * 1000) / perSecond
    const restMs = dueAt - performance.now() - TIMER_SLACK_MS
    if (restMs > 0) await setTimeout(restMs)
    while (performance.now() < dueAt) await setImmediate()
    const sent = send(url, call, agent).catch((error: unknown) => void failures.push(error))
    calls.push(sent.then(() => performance.now() - dueAt))
  }
  const times = await Promise.all(calls)
  agent.destroy()
  if (failures.length > 0) throw failures[0]
  return times
}

function send(
  url: string,
  { method, path, headers = {}, status }: Call,
  agent: Agent,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const req = request(`${url}${path}`, { method, headers, agent }, (res) => {
      res.resume()
      res.on('error', reject)
      res.on('end', () => {
        if (res.statusCode === status) resolve()
        else
          reject(new Error(`${method} ${path} is to be answered ${status}, not ${res.statusCode}.`))
      })
    })
    req.on('error', reject)
    req.end()
  })
}
