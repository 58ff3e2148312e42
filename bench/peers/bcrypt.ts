// A peer: bare bcrypt, which does nothing but compare, one password after the other, as many as each message says.
import { compare, hash } from 'bcrypt'
import type { Flooded, Outcome } from '../speed/jobs.ts'

const PASSWORD = 'correct horse battery staple'
const stored = await hash(PASSWORD, Number(process.env.BCRYPT_COST))

process.on('message', async (calls: number) => {
  const startedAt = performance.now()
  for (let i = 0; i < calls; i += 1) await compare(PASSWORD, stored)
  const result = { calls, seconds: (performance.now() - startedAt) / 1000 }
  process.send?.({ result } satisfies Outcome<Flooded>)
})
