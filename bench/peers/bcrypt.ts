// A peer: bare bcrypt, which does nothing but compare, one password after the other, as many as each message says.
import { compare, hash } from 'bcrypt'
import type { Flooded, Outcome } from '../speed/jobs.ts'

const PASSWORD = 'correct horse battery staple'
const stored = await hash(PASSWORD, Number(process.env.BCRYPT_COST))

async function compareAll(calls: number): Promise<Flooded> {
  const startedAt = performance.now()
  for (let i = 0; i < calls; i += 1) await compare(PASSWORD, stored)
  return { calls, seconds: (performance.now() - startedAt) / 1000 }
}

process.on('message', (calls: number) => {
  void compareAll(calls).then((result) => process.send?.({ result } satisfies Outcome<Flooded>))
})
