// The contracts that forms are bound to: loaded with zod when somebody begins to fill one in, not on a first visit.
// oxlint-disable-next-line import/no-unassigned-import -- it has to come before the first schema.
import './withoutEval.ts'

export * as auth from '@delete/schemas/auth'
export * as emailChanges from '@delete/schemas/emailChanges'
export * as links from '@delete/schemas/links'
export * as passwords from '@delete/schemas/passwords'
export * as users from '@delete/schemas/users'
