// Branded ids: one entity's id cannot be passed where another's is meant.
import { z } from 'zod'

export const UserId = z
  .uuid()
  .brand<'UserId'>()
  .meta({ description: 'Names a user', examples: ['5f0c7a52-3b1e-4c1d-9d53-0a4f3f1f2b6a'] })
export type UserId = z.infer<typeof UserId>

export const SessionId = z
  .uuid()
  .brand<'SessionId'>()
  .meta({ description: 'Names a session', examples: ['b7a1c1de-52f3-4a57-9d3e-8f0f6a0c2f11'] })
export type SessionId = z.infer<typeof SessionId>

export const AuthEventId = z
  .uuid()
  .brand<'AuthEventId'>()
  .meta({ description: 'Names an event', examples: ['0d9f3c1a-7a34-4c0e-a7f0-2a5be4f5c3d2'] })
export type AuthEventId = z.infer<typeof AuthEventId>
