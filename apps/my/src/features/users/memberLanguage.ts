// The language that a member has chosen, wherever they log in.
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { chooseLanguage } from '../../languages.ts'
import { meQuery } from './queries.ts'

/** Shows it as soon as it is known, and whenever it changes. */
export function useMemberLanguage(): void {
  const { data: user } = useQuery(meQuery)
  const locale = user?.locale
  useEffect(() => {
    // Where it does not come, the one that is shown stays.
    if (locale) chooseLanguage(locale).catch(() => undefined)
  }, [locale])
}
