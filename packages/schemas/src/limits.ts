// How often a call may be made: one table, for the doors that count and for the document that says so.

interface Limit {
  /** Calls that are let through at once. */
  quota: number
  /** The time, in seconds, after which counting begins anew. */
  seconds: number
  /** What is counted: every call, or only those that gave a wrong password. */
  counts: 'calls' | 'failures'
  /**
   * Beyond the quota: `wait` until the time is over; or by `turns`, where each address waits for a second, twice as long
   * for each turn that has failed but at most MAX_TURN_SECONDS, and is then let through once.
   */
  beyond: 'wait' | 'turns'
  description: string
}

/** The longest that one address waits for its turn, whatever others do: a minute, less the time for a full queue of hashes. */
export const MAX_TURN_SECONDS = 45

/** The table. An address is an IPv4 address or the /64 network of an IPv6 address. */
export const limits = {
  'login.address': {
    quota: 20,
    seconds: 60,
    counts: 'failures',
    beyond: 'turns',
    description: 'wrong passwords from one address',
  },
  'login.account': {
    quota: 20,
    seconds: 900,
    counts: 'failures',
    beyond: 'turns',
    description: 'wrong passwords for one account, whether it exists or not',
  },
  'login.both': {
    quota: 5,
    seconds: 900,
    counts: 'failures',
    beyond: 'turns',
    description: 'wrong passwords for one account from one address',
  },
  'signup.address': {
    quota: 30,
    seconds: 3600,
    counts: 'calls',
    beyond: 'wait',
    description: 'sign-ups from one address',
  },
  'mail.address': {
    quota: 60,
    seconds: 3600,
    counts: 'calls',
    beyond: 'wait',
    description: 'mails that were asked for from one address',
  },
  'emailChange.account': {
    quota: 5,
    seconds: 3600,
    counts: 'calls',
    beyond: 'wait',
    description: 'changes of address of one account',
  },
  'export.account': {
    quota: 5,
    seconds: 3600,
    counts: 'calls',
    beyond: 'wait',
    description: 'exports that one account has asked for',
  },
  'refresh.session': {
    quota: 300,
    seconds: 60,
    counts: 'calls',
    beyond: 'wait',
    description: 'refreshes of one session',
  },
  'reauthenticate.account': {
    quota: 5,
    seconds: 900,
    counts: 'failures',
    beyond: 'turns',
    description: 'wrong passwords given by whoever is logged in to one account',
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits
