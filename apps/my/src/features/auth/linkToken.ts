// The token of a mailed link, which stands behind the # of the address.
import { useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/** Takes it out of the address and the history of the browser, where others would find it; empty when there is none. */
export function useLinkToken(): string {
  const hash = useLocation({ select: ({ hash }) => hash })
  const [token, setToken] = useState(hash)
  // A newer link was opened in the same tab: only what follows the # has changed, so the page has stayed.
  if (hash !== '' && hash !== token) setToken(hash)
  useEffect(() => {
    if (hash !== '') history.replaceState(history.state, '', location.pathname)
  }, [hash])
  return token
}
