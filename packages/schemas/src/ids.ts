// Branded ids: one entity's id cannot be passed where another's is meant.
import { z } from 'zod'

export const UserId = z
  .uuid()
  .brand<'UserId'>()
  .meta({ description: 'Names a user', examples: ['5f0c7a52-3b1e-4c1d-9d53-0a4f3f1f2b6a'] })
export type UserId = z.infer<typeof UserId>
