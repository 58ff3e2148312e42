// The contracts of background jobs: what each is called, what it is told, and how long it is tried.
import { z } from 'zod'

/** One kind of job. */
export interface JobContract<Data extends object = object> {
  /** `noun.happened`: what it follows from. */
  name: string
  data: z.ZodType<Data>
  /** How often it is tried again before it counts as dead. */
  retries: number
  /** The longest wait between two tries, in seconds; the first is a second, and each is twice the one before. */
  maxWaitSeconds: number
}

/** For what can only fail by a fault or an outage of ours. */
export const TRIES = { retries: 20, maxWaitSeconds: 300 }

/** A mail is to be sent. */
export const mailWritten = {
  name: 'mail.written',
  data: z.object({
    /** Whom it is about, so that it goes when they do. */
    userId: z.uuid().nullable(),
    /** To whom, likewise. */
    email: z.string(),
    /** The name of the key that it is sealed under. */
    kid: z.string(),
    /** What it says, in base64: the links in it are secrets. */
    sealed: z.string(),
    /** From then on it would be of no use. */
    usefulUntil: z.iso.datetime().nullable(),
  }),
  // A mail server that was down for three hours finds it waiting.
  retries: 200,
  maxWaitSeconds: 60,
} as const satisfies JobContract
