// Light or dark: what the system says, until somebody chooses.
import { useSyncExternalStore } from 'react'
import { keep, onKept, readKept } from './storage.ts'
import { createStore } from './store.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** public/early.js reads it before the page is painted. */
const KEY = 'delete.theme'

function readChoice(): Theme {
  return themes.find((theme) => theme === readKept(KEY)) ?? 'system'
}

const chosen = createStore(readChoice())

/** Applies it at once, and keeps it in this browser, for all tabs. */
export function chooseTheme(theme: Theme): void {
  keep(KEY, theme === 'system' ? null : theme)
  apply(theme)
}

onKept(KEY, () => apply(readChoice()))

function apply(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = bar.dataset.theme
    if (theme === 'system') bar.media = `(prefers-color-scheme: ${own})`
    else bar.media = own === theme ? 'all' : 'not all'
  }
  chosen.set(theme)
}

export function useTheme(): Theme {
  return useSyncExternalStore(chosen.subscribe, chosen.get)
}
