// Every feature's letters, by name, for the page that shows them.
import type { Template } from './kernel/mail/letter.ts'

export const letters: Record<string, Template<never>> = {}
