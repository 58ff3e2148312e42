// Puts the app on the page, once its first language is there.
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { IntlProvider } from 'use-intl/react'
import { queryClient } from './api.ts'
import { showFirst, useLanguage } from './languages.ts'
import { keepOfflinePage } from './offline.ts'
import { router } from './router.tsx'

const container = document.querySelector('#app')
if (!container) throw new Error('The page has no #app.')

/** After so long, a page that did not get all of itself is asked for again; meanwhile it says so. */
const RETRY_MS = 3_000

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()

function App(): React.JSX.Element {
  return (
    <IntlProvider {...useLanguage()} timeZone={timeZone}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </IntlProvider>
  )
}

// Both are on their way at once. No part of the page waits for another at its top: they are in each other's files.
Promise.all([showFirst(), router.load()]).then(
  () => {
    createRoot(container).render(
      <StrictMode>
        <App />
      </StrictMode>,
    )
    keepOfflinePage()
  },
  () => {
    document.querySelector('#unloaded')?.removeAttribute('hidden')
    setTimeout(() => location.reload(), RETRY_MS)
  },
)
