// What the processes of a bench say to each other: the jobs of the load, and what comes of them.

/** A call, and the status that every answer to it must have. */
export interface Call {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
  status: number
}

/** Calls as fast as they are answered, over so many connections, for so many seconds or until so many are answered. */
export interface Flood {
  kind: 'flood'
  url: string
  call: Call
  connections: number
  until: { seconds: number } | { calls: number }
  /** One for each connection, whose calls are refreshes, each with the token of the answer before. */
  refreshTokens?: string[]
}

/** Calls at a fixed rate, however long the answers take. */
export interface Pace {
  kind: 'pace'
  url: string
  call: Call
  perSecond: number
  seconds: number
}

export interface Flooded {
  calls: number
  /** Until the last answer. */
  seconds: number
}

/** What each call took, in milliseconds, from the time that it was due. */
export type Paced = number[]

/** The one answer to a job. */
export type Outcome<Result> = { result: Result } | { error: string }
