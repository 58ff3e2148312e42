// Giving the port back: what is under way is finished, what was never begun does not hold it up.
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { listen } from './listener.ts'

test('a connection that has asked for nothing does not delay the stop, and a request in hand is answered', async () => {
  const asked = Promise.withResolvers<void>()
  const stopping = Promise.withResolvers<void>()
  const { port, close } = await listen(
    (_req, res) => {
      asked.resolve()
      void stopping.promise.then(() => res.end('answered'))
    },
    { host: '127.0.0.1', port: 0 },
  )
  const silent = connect(port, '127.0.0.1')
  await once(silent, 'connect')
  const answer = fetch(`http://127.0.0.1:${port}/`)
  await asked.promise
  const closed = close()
  await once(silent, 'close')
  stopping.resolve()
  expect(await (await answer).text()).toBe('answered')
  await closed
})
