// Light or dark: what the system says, until somebody chooses.
import { useSyncExternalStore } from 'react'
import { keep } from './storage.ts'
import { createStore } from './store.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** public/early.js reads it before the page is painted. */
const KEY = 'delete.theme'

const chosen = createStore<Theme>(
  themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system',
)

/** Applies it at once, and keeps it in this browser. */
export function chooseTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = bar.dataset.theme
    if (theme === 'system') bar.media = `(prefers-color-scheme: ${own})`
    else bar.media = own === theme ? 'all' : 'not all'
  }
  keep(KEY, theme === 'system' ? null : theme)
  chosen.set(theme)
}

export function useTheme(): Theme {
  return useSyncExternalStore(chosen.subscribe, chosen.get)
}
