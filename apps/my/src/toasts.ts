// Short news that need no answer; the part of the page that shows them is loaded with the first one.
import { createStore } from './store.ts'

export interface News {
  text: string
  isBad: boolean
}

/** What waits to be shown; undefined until there has been something. */
export const news = createStore<readonly News[] | undefined>(undefined)

export function tell(text: string): void {
  news.set([...(news.get() ?? []), { text, isBad: false }])
}

/** Of something that was shown as done, and was not. */
export function tellBad(text: string): void {
  news.set([...(news.get() ?? []), { text, isBad: true }])
}
