// The process that stands in for ours where a call is to succeed without the database.
import { runEcho } from '@delete/api/echo'
import { echo } from './contract.ts'

await runEcho(echo)
