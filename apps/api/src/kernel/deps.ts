// What the service is made of while it runs. A function takes the few of these that it uses, by name.
import type { Db } from '@delete/db/client'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { Clock } from './clock.ts'
import type { Env } from './env.ts'
import type { Queue } from './jobs/queue.ts'
import type { Keys } from './keys.ts'
import type { Limiter } from './limiter.ts'
import type { SendMail } from './mail/mailer.ts'

export interface Deps {
  env: Env
  db: Db
  pool: Pool
  keys: Keys
  limiter: Limiter
  queue: Queue
  sendMail: SendMail
  clock: Clock
  log: Logger
}
