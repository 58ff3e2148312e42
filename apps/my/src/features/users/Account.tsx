// Who you are.
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../api.ts'
import { explain } from '../../messages.ts'

const days = new Intl.DateTimeFormat('en', { dateStyle: 'long' })

export function Account(): React.JSX.Element {
  const { data: user, error, failureReason, refetch } = useQuery(trpc.users.me.queryOptions())
  if (user) {
    return (
      <dl>
        <dt>Name</dt>
        <dd>{user.name}</dd>
        <dt>E-mail address</dt>
        <dd>{user.email}</dd>
        <dt>Member since</dt>
        <dd>
          <time dateTime={user.createdAt}>{days.format(new Date(user.createdAt))}</time>
        </dd>
      </dl>
    )
  }
  if (error) {
    return (
      <div role="alert">
        <p className="error">{explain(error)}</p>
        <button type="button" onClick={() => void refetch()}>
          Try again
        </button>
      </div>
    )
  }
  return (
    <p role="status">{failureReason ? 'Delete cannot be reached. Trying again…' : 'One moment…'}</p>
  )
}
