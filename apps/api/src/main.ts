// The process. Two things are settled before anything else is loaded: the thread pool, which takes its size when it is
// first used, and the cache of compiled code, which halves the time that loading takes.
import { enableCompileCache } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

// Password hashes take a thread per core; files, DNS and token checks need some that are free.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(8, 2 * availableParallelism()))
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'))

const { reportStartError } = await import('./startReport.ts')
const { run } = await import('./run.ts')
await reportStartError(run)
