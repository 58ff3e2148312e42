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

/** For what can only fail by a fault or an outage of ours: a day of tries. */
const PATIENT = { retries: 300, maxWaitSeconds: 300 } as const

const ByEmail = z.object({ email: z.string() })
const ByUser = z.object({ userId: z.uuid() })

/** Somebody has signed up, and the address is to be verified. */
export const signupReceived = {
  name: 'signup.received',
  data: ByEmail,
  ...PATIENT,
} as const satisfies JobContract

/** Somebody has asked for the link of a sign-up once more. */
export const verificationRequested = {
  name: 'verification.requested',
  data: ByEmail,
  ...PATIENT,
} as const satisfies JobContract

/** Somebody has forgotten the password of an address. */
export const resetRequested = {
  name: 'reset.requested',
  data: ByEmail,
  ...PATIENT,
} as const satisfies JobContract

/** A member wants another address. */
export const emailChangeRequested = {
  name: 'emailChange.requested',
  data: ByUser.extend({
    emailChangeId: z.uuid(),
    /** Whether the new address may be sent one more mail. */
    mayMailNew: z.boolean(),
  }),
  ...PATIENT,
} as const satisfies JobContract

/** A member wants to have all that is held of them. */
export const exportRequested = {
  name: 'export.requested',
  data: ByUser,
  ...PATIENT,
} as const satisfies JobContract

/** A member has left, and the time to come back is over. */
export const accountLeft = {
  name: 'account.left',
  data: ByUser.extend({ erasedAt: z.iso.datetime() }),
  // What was promised is tried for two months, and may not be forgotten.
  retries: 1_500,
  maxWaitSeconds: 3_600,
} as const satisfies JobContract
