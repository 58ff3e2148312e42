// Where the app and the api are, from the same settings as the api's own.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** The top of the repository, where `.env` is. */
export const repository = join(import.meta.dirname, '../../..')

export interface Addresses {
  /** The port of APP_URL, for a developer's server. */
  appPort: number
  /** Where a browser reaches the api: from a build in production, from a developer's page on this machine. */
  apiUrl: string
}

/** Empty counts as unset. What is not right here is said by the api, which refuses to start. */
export function readAddresses(command: 'build' | 'serve'): Addresses {
  const file = join(repository, '.env')
  const {
    APP_URL = '',
    PORT,
    PUBLIC_URL,
  } = {
    ...(existsSync(file) && parseEnv(readFileSync(file, 'utf8'))),
    ...process.env,
  }
  const local = command === 'serve' && `http://localhost:${PORT || 8000}`
  return {
    appPort: URL.canParse(APP_URL) ? Number(new URL(APP_URL).port || 5173) : 5173,
    apiUrl: (PUBLIC_URL || local || 'https://api.trydelete.app').replace(/\/+$/, ''),
  }
}
