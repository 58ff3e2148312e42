// The one place that knows what time it is. Whatever decides by time takes a clock, so that a test can move it.

export interface Clock {
  now: () => Date
}

export const systemClock: Clock = { now: () => new Date() }
