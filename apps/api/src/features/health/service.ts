// Whether the process lives, and whether it can do its work.
import { describeCause } from '@delete/db/errors'
import type { Issue } from '@delete/schemas/errors'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Deps } from '../../kernel/deps.ts'
import { refuse } from '../../kernel/errors.ts'
import { requestId } from '../../kernel/request.ts'
import { isMigrated, ping } from './queries.ts'

/** This release, as in `package.json`. */
export const { version } = packageJson

/** Answers from memory: a database that is down must not get the process restarted. */
export function reportLive(): { status: 'ok'; version: string } {
  return { status: 'ok', version }
}

/** @throws {Refusal} `service.not_ready`, with an issue at `/database` or `/migrations` */
export async function reportReady({
  db,
  pool,
  log,
}: Pick<Deps, 'db' | 'pool' | 'log'>): Promise<{ status: 'ready' }> {
  try {
    await ping(db)
    if (await isMigrated(pool)) return { status: 'ready' }
  } catch (error) {
    log.warn(
      { reason: describeCause(error), requestId: requestId() },
      'The database does not answer.',
    )
    return notReady({
      pointer: '/database',
      code: 'unreachable',
      message: 'The database does not answer.',
    })
  }
  return notReady({
    pointer: '/migrations',
    code: 'pending',
    message: 'The database does not have the migrations of this version.',
  })
}

function notReady(issue: Issue): never {
  refuse('service.not_ready', { issues: [issue] })
}
