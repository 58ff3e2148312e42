// Every feature's letters, by name, for the page that shows them.
import * as auth from './features/auth/letters.ts'
import * as leaving from './features/leaving/letters.ts'
import type { AnyTemplate } from './kernel/mail/letter.ts'

export const letters: Record<string, AnyTemplate> = { ...auth, ...leaving }
