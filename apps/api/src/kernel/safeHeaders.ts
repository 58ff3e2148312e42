// What every answer carries unless it says otherwise: nothing is kept, guessed, framed, or told to other sites.
import type { Env } from './env.ts'

/** Two years, as browsers' preload lists ask for. */
const HSTS = 'max-age=63072000; includeSubDomains'

/** After the OWASP REST Security cheat sheet; HTTPS alone from then on, where the service is reached by it. */
export function safeHeaders({ publicUrl }: Pick<Env, 'publicUrl'>): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    ...(publicUrl.startsWith('https:') && { 'Strict-Transport-Security': HSTS }),
  }
}
