// What is asked about leaving.
import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api.ts'

/** Read when the password was given, and forgotten when the screen is left or somebody else logs in. */
export const exportQuery = queryOptions({
  queryKey: ['leaving', 'export'],
  queryFn: ({ signal }) => client.leaving.readExport.query(undefined, { signal }),
  enabled: false,
  gcTime: 0,
  staleTime: 0,
  retry: false,
})
