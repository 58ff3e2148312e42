// Who you are.
import { useQuery } from '@tanstack/react-query'
import type { PropsWithChildren } from 'react'
import { trpc } from '../../api.ts'
import { dayOf, explain } from '../../messages.ts'

/** Has below it what is for whoever is there. */
export function Account({ children }: PropsWithChildren): React.JSX.Element {
  const { data: user, error, failureReason, refetch } = useQuery(trpc.users.me.queryOptions())
  if (user) {
    return (
      <>
        <dl>
          <dt>Name</dt>
          <dd>{user.name}</dd>
          <dt>E-mail address</dt>
          <dd>{user.email}</dd>
          <dt>Member since</dt>
          <dd>
            <time dateTime={user.createdAt}>{dayOf(user.createdAt)}</time>
          </dd>
        </dl>
        {children}
      </>
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
