// The input of what needs none: a body may be left out, or be an empty object.
import { z } from 'zod'

export const NoInput = z
  .object({})
  .optional()
  .meta({ id: 'NoInput', description: 'Nothing: leave the body out, or send `{}`' })
