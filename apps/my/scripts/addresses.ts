// Where the app and the api are, from the same settings as the api's own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const settings = join(import.meta.dirname, '../../../.env')
if (existsSync(settings)) process.loadEnvFile(settings)
// Empty counts as unset.
const { APP_URL, PORT, PUBLIC_URL } = process.env

/** The port of APP_URL, for a developer's server. */
export const appPort = Number(new URL(APP_URL || 'http://localhost:5173').port || 5173)

/** Where a browser reaches the api: a build is meant for production, a developer's page for this machine. */
export function apiUrlFor(command: 'build' | 'serve'): string {
  if (PUBLIC_URL) return PUBLIC_URL
  return command === 'build' ? 'https://api.trydelete.app' : `http://localhost:${PORT || 8000}`
}
