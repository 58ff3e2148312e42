// Every feature's background jobs, side by side.
import { mailWorker } from './kernel/mail/jobs.ts'
import type { Worker } from './kernel/jobs/worker.ts'

export const workers: readonly Worker[] = [mailWorker]
