// Changes of one's own account.
import type { UpdateMeInput } from '@delete/schemas/users'
import { client } from '../../api.ts'
import { optimistically } from '../../optimistic.ts'
import { meQuery } from './queries.ts'

/** Shows them at once, and takes them back when they are refused. */
export function updateMe(input: UpdateMeInput): Promise<void> {
  return optimistically({
    queryKey: meQuery.queryKey,
    change: (user) => ({
      ...user,
      name: input.name ?? user.name,
      locale: input.locale ?? user.locale,
    }),
    send: () => client.users.updateMe.mutate(input),
  })
}
