// Passwords that are guessed first: the most common ones, those made of one's own name or address, and breached ones.
import { createHash } from 'node:crypto'
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'

interface Owner {
  email: string
  name: string
}

/** What a password has to have beside one's own name and address, in letters of any script. */
const OWN_LETTERS = 4

/** What this service is called. */
const OURS = ['trydelete', 'delete']

/** A part of a name or an address that is shorter says nothing, but where two letters are a whole name. */
const SHORTEST_PART = 3
const WHOLE_NAME =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}){2,}$/u

/** How long the service for breached passwords is waited for, in milliseconds. */
const RANGE_TIMEOUT_MS = 2_000

/**
 * Refuses a new password that is easily guessed, with the reason (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5, 6.2).
 * @throws {Refusal} `request.invalid`, about `/password`
 */
export async function refuseWeak(
  deps: Pick<Deps, 'env' | 'log'>,
  password: string,
  owner: Owner,
): Promise<void> {
  const refuseFor = (code: string, message: string): never =>
    refuse('request.invalid', { issues: [{ pointer: '/password', code, message }] })
  if (isPersonal(password, owner)) {
    refuseFor('personal', 'Must not be made of your own name or address, or of ours')
  }
  if ((await commonPasswords()).has(password.toLowerCase())) {
    refuseFor('common', 'Is one of the most common passwords; choose one that nobody else has')
  }
  if (await isBreached(deps, password)) {
    refuseFor('breached', 'Is known from a data breach elsewhere; choose one that nobody else has')
  }
}

/** Whether hardly anything but digits and signs is left of it without the parts of one's name and address, and of ours. */
function isPersonal(password: string, { email, name }: Owner): boolean {
  const fold = (text: string): string => text.normalize('NFC').toLowerCase()
  const parts = [
    ...OURS,
    email,
    name,
    ...email.replace(/\.[^.]*$/, '').split(/[@.+_-]/),
    ...name.split(/[\s.'’-]+/),
  ]
    .map((part) => fold(part))
    .filter((part) => [...part].length >= SHORTEST_PART || WHOLE_NAME.test(part))
    .toSorted((a, b) => b.length - a.length)
  const folded = fold(password)
  const rest = parts.reduce((left, part) => left.replaceAll(part, ' '), folded)
  return rest !== folded && (rest.match(/\p{L}/gu)?.length ?? 0) < OWN_LETTERS
}

let common: Promise<ReadonlySet<string>> | undefined

/** Loaded with the first password that is chosen: 49,000 of them, in lower case. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  common ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return common
}

/** Whether the service of the settings knows it. It hears 5 of 40 digits, and one that does not answer is no objection. */
async function isBreached(
  { env: { passwordRangeUrl }, log }: Pick<Deps, 'env' | 'log'>,
  password: string,
): Promise<boolean> {
  if (passwordRangeUrl === undefined) return false
  const digest = createHash('sha1').update(password).digest('hex').toUpperCase()
  const [head, tail] = [digest.slice(0, 5), digest.slice(5)]
  try {
    const response = await fetch(`${passwordRangeUrl}/${head}`, {
      headers: { 'add-padding': 'true' },
      signal: AbortSignal.timeout(RANGE_TIMEOUT_MS),
    })
    if (!response.ok) throw new Error(`It answered ${response.status}.`)
    const lines = (await response.text()).split('\n').map((line) => line.trim().split(':'))
    // Padding counts nothing.
    return lines.some(([known, count]) => known === tail && count !== '0')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log.warn({ reason }, 'Whether a new password was breached could not be asked.')
    return false
  }
}
