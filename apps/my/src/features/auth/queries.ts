// What is asked about log-ins.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client } from '../../api.ts'

/** Under it is all that a log-in or a log-out changes. */
export const AUTH_KEY = ['auth'] as const

/** More of them are nobody's at a glance. */
const GLANCE = { sessions: 20, events: 3 }

export const glanceQuery = queryOptions({
  queryKey: [...AUTH_KEY, 'glance'],
  queryFn: async ({ signal }) => {
    const [sessions, events] = await Promise.all([
      client.auth.listSessions.query({ limit: GLANCE.sessions }, { signal }),
      client.auth.listEvents.query({ limit: GLANCE.events }, { signal }),
    ])
    return { sessions, events }
  },
})

const FIRST_PAGE = null as string | null

export const sessionsQuery = infiniteQueryOptions({
  queryKey: [...AUTH_KEY, 'sessions'],
  queryFn: ({ pageParam, signal }) =>
    client.auth.listSessions.query({ cursor: pageParam ?? undefined }, { signal }),
  initialPageParam: FIRST_PAGE,
  getNextPageParam: ({ nextCursor }) => nextCursor,
})

export const eventsQuery = infiniteQueryOptions({
  queryKey: [...AUTH_KEY, 'events'],
  queryFn: ({ pageParam, signal }) =>
    client.auth.listEvents.query({ cursor: pageParam ?? undefined }, { signal }),
  initialPageParam: FIRST_PAGE,
  getNextPageParam: ({ nextCursor }) => nextCursor,
})
