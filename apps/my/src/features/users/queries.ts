// What is asked about users.
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.ts'

/** Who is logged in. */
export const meQuery = queryOptions({
  queryKey: ['users', 'me'],
  queryFn: ({ signal }) => client.users.me.query(undefined, { signal }),
})
