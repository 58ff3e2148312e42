// Every feature's background jobs, side by side.
import { authWorkers } from './features/auth/jobs.ts'
import { leavingWorkers } from './features/leaving/jobs.ts'
import type { Worker } from './kernel/jobs/worker.ts'
import { mailWorker } from './kernel/mail/jobs.ts'

export const workers: readonly Worker[] = [mailWorker, ...authWorkers, ...leavingWorkers]
