// zod compiles schemas with `Function` where it may. Here it may not (Content-Security-Policy), and need not try.
import { config } from 'zod'

config({ jitless: true })
